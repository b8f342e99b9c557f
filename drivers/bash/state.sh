# Sourced after a run: writes the shell's state. An interrupted run's traces go first. No `[[`:
# after a syntax error in one, bash 5.2 no longer parses it in sourced files.
\builtin test -v _hfa && { \builtin trap - DEBUG; \builtin set +T; case $_hfa in *e*) \builtin set -e ;; esac; \builtin unset _hfa; }
\builtin unset -v _hfo _hfb
\builtin . $_hf/../dump >$_hf/dm 2>/dev/null
