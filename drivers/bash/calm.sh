# Sourced after a run: what an interrupt has left goes. No `[[`: after a syntax error in one, bash 5.2 no longer parses it in
# sourced files.
\builtin test -v _hfa && { \builtin trap - DEBUG; \builtin set +T; case $_hfa in *e*) \builtin set -e ;; esac; \builtin unset _hfa; } || \builtin :
