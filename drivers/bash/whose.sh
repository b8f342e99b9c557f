# Sourced by traps and before a run on a terminal: the first line of the trap of INT in _hft, "" where there is none. No command
# substitution: the host may be about to send SIGINT to the run's processes, and that would be one of them.
\builtin trap -p INT >|$_hf/int_trap
_hft=
IFS= \builtin read -r _hft <$_hf/int_trap || :
