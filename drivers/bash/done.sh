# Sourced after a run: tells its status.
_hfr=$? _hfv=$_hfu # before this file itself returns
\builtin echo D$_hfr >$_hf/st
