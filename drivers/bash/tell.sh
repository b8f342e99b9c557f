# Sourced after a run: tells its status, then the shell's state.
_hfr=$? _hfv=$_hfu # before this file itself returns
\builtin echo D$_hfr >$_hf/st
\builtin . $_hf/../settle || :
