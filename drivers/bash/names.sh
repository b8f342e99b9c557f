# The names that the driver uses, each with one owner and one meaning (test/names.test.ts). None exists while user code runs, but where
# it says so: they are unset behind each run (clear.sh), and `_hfe`, `_hfto` and `_hfu` ahead of the next. Dumps leave them out (OF_BASH in src/interpreter/bash-dump.ts).
#
# name  owner            meaning
# _hfa  trap.sh          local: the action
# _hfb  keep.sh          BASHOPTS at that moment; in the user's EXIT trap
# _hfc  keep.sh          BASH_COMMAND at that moment, then what in `ctl` nobody reads any more; in the user's EXIT trap
# _hfcl anew.sh          one line of what in `ctl` nobody reads any more
# _hfcp copy.sh          the next descriptor to close
# _hfd  bash-ahead.ts    a run, a long text, or the function `trap`, until it is evaluated
# _hfe  bash-lines.ts    how the run has ended: its status and PIPESTATUS; unset while it goes on
# _hff  calm.sh          `$-` as the run has left it
# _hfg  bash-scope.ts    what bash says about a folder that cannot be entered
# _hfh  trap.sh          local: the driver's folder
# _hfi  interrupt.sh     130: an interrupt has cut the run short
# _hfj  trap.sh          local: one signal
# _hfk  replug.sh        the first line of the trap of INT that was put aside
# _hfl  keep.sh          `$_` at that moment; in the user's EXIT trap
# _hfm  plug.sh          set: job control was off before the run on a terminal; in runs on a terminal
# _hfn  bash-lines.ts    $? ahead of the driver's own commands
# _hfo  rest.sh          SHELLOPTS as the run has left it, where options rest between runs
# _hfok calm.sh          begins with 1: `builtin` is what it was; in the user's EXIT trap
# _hfp  bash-scope.ts    PWD before a run with options of its own; in such runs
# _hfq  bash-scope.ts    OLDPWD before it; in such runs
# _hfr  keep.sh          the status with which a shell ends; in the user's EXIT trap
# _hfs  keep.sh          set: a signal ends the shell; in the user's EXIT trap
# _hft  interrupt.sh     the first line of the trap of INT
# _hfto bash-lines.ts    set: the end of the run is told
# _hfu  bash-lines.ts    `$_` at the end of a run; where the run asks for `$_`
# _hfv  trap.sh          local: the signals that bash's own `trap` gets
# _hfw  bash-scope.ts    PWD as the options have made it; in such runs
# _hfx  trap.sh          local: the status
# _hfy  bash-lines.ts    the one turn of the loop around a run on a terminal; in runs on a terminal
# _hfwd bash-dialect.ts  the working directory that a fresh shell goes to
# _hfz  bash-dialect.ts  set: the session ends, the shell may go; in the user's EXIT trap
