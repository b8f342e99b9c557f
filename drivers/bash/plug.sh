# Sourced before a run on a terminal, with 0 and 2 on it: job control, and C-c does not end the shell. A command that dies of
# C-c ends the loop in which the run is sourced; where the shell itself is in front, the host sends its own interrupt beside.
case $- in *m*) ;; *) _hfm=1 ;; esac
\builtin set -m
\builtin trap -p INT >|$_hf/int_trap
_hft=
IFS= \builtin read -r _hft <$_hf/int_trap || :
\builtin test -n "$_hft" || \builtin trap ': _hfa' INT
