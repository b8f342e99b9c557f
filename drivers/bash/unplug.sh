# Sourced after a run on a terminal: tells its status. The host hangs the terminal up; a shell that leads its session would
# die of that, so HUP is put aside until `replug` is sourced.
\builtin test -v _hfm && \builtin set +m
\builtin unset -v _hfm
case ${COLUMNS@a} in *x*) ;; *) \builtin unset -v COLUMNS LINES ;; esac # the shell's own, of a terminal that is gone
\builtin trap -p INT >|$_hf/int_trap
_hft=
IFS= \builtin read -r _hft <$_hf/int_trap || :
case $_hft in *_hfa*) \builtin trap - INT ;; esac
\builtin trap -p HUP >|$_hf/hup_trap
\builtin trap '' HUP
\builtin echo D$_hfr >$_hf/st
