# Sourced when the terminal of the last run is gone.
\builtin trap - HUP
\builtin . $_hf/hup_trap
