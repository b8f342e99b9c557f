# Sourced at top level when a shell starts and after each restore. The EXIT trap keeps the shell when a run exits; the
# real-time signal abandons a run and leaves INT to the user. bash runs an EXIT trap in a fork, too, that ends before it has reset
# its traps: only the shell itself may act.
\builtin trap "{ case \$BASHPID in \"\$\$\") \\. ${BASH_SOURCE%/../*}/../exit ;; esac; } 2>/dev/null" EXIT
\builtin trap "{ case \$BASHPID in \"\$\$\") \\. ${BASH_SOURCE%/../*}/../interrupt ;; esac; } 2>/dev/null" RTMAX-3
