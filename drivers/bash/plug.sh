# Sourced before a run on a terminal, whose path is $1: job control, which wants it on 2, and C-c as an interrupt that keeps
# the shell, where the user has no trap of his own. A command that dies of C-c ends the loop around the run.
case $- in *m*) ;; *) _hfm=1 ;; esac
\builtin trap -p INT >|"${BASH_SOURCE%/../*}/int_trap"
\builtin test -s "${BASH_SOURCE%/../*}/int_trap" || \builtin trap "{ case \$BASHPID in \"\$\$\") \\. ${BASH_SOURCE%/../*}/../interrupt ;; esac; } 2>/dev/null" INT
\builtin set -m <"$1" 2>"$1" # last: it takes the terminal, and the first key may be C-c
