# Sourced after a run on a terminal: tells its status. The host hangs the terminal up; a shell that leads its session would
# die of that, so HUP is put aside until `replug` is sourced, and so is a C-c that comes too late.
\builtin test -v _hfm && \builtin set +m
\builtin unset -v _hfm
case ${COLUMNS@a} in *x*) ;; *) \builtin unset -v COLUMNS LINES ;; esac # the shell's own, of a terminal that is gone
\builtin trap -p INT >|$_hf/int_kept
\builtin trap -p HUP >|$_hf/hup_kept
\builtin trap '' HUP INT
\builtin echo D$_hfr >$_hf/st
