# Sourced before a run on a terminal, whose path is $1: job control, which wants it on 2, and C-c as an interrupt that keeps
# the shell, where the user has no trap of his own. It only arms what ends the run: a `return` in a trap of INT would leave
# bash 5.2 in the belief that it still runs that trap. A command that dies of C-c ends the loop around the run.
case $- in *m*) ;; *) _hfm=1 ;; esac
\builtin . $_hf/../whose
\builtin test -n "$_hft" || \builtin trap '{ . $_hf/../arm; } 2>/dev/null' INT
\builtin set -m <$1 2>$1 # last: it takes the terminal, and the first key may be C-c
