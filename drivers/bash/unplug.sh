# Sourced after a run on a terminal: tells its status. The host hangs the terminal up; a shell that leads its session would
# die of that, so HUP is put aside until `replug` is sourced, and so is a C-c that comes too late.
\builtin . "${BASH_SOURCE%/../*}/../calm"
\builtin test -v _hfto && \builtin return # it is told
_hfe=${_hfe#C}
\builtin test -v _hfm && \builtin set +m
\builtin unset -v _hfm
case ${COLUMNS@a} in *x*) ;; *) \builtin unset -v COLUMNS LINES ;; esac # the shell's own, of a terminal that is gone
\builtin trap -p INT >|"${BASH_SOURCE%/../*}/int_kept"
\builtin trap -p HUP >|"${BASH_SOURCE%/../*}/hup_kept"
\builtin trap '' HUP INT
\builtin echo "${_hfto:=D}$_hff $_hfe" >|"${BASH_SOURCE%/../*}/st"
