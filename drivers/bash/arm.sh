# Sourced by the trap of an interrupt: from now on each command of the run ends with a return from its function or file, and so
# the run ends, level by level. The driver's own files go on; set -e must not take it for a failure. `calm` undoes it.
\builtin test -v _hfa || _hfa=$-
\builtin set +e -T
\builtin echo >|$_hf/armed
\builtin trap '{ case ${BASH_SOURCE-} in "$_hf"/../*|"$_hf"/p*|"$_hf"/scope) ;; *) \builtin return 130 ;; esac; } 2>/dev/null' DEBUG
