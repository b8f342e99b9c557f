# Sourced after a run: writes the shell's state.
\builtin . $_hf/../calm
\builtin unset -v _hfo _hfb
\builtin . $_hf/../dump >$_hf/dm 2>/dev/null
