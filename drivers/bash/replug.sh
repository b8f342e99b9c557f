# Sourced when the terminal of the last run is gone: the traps are the user's again.
\builtin . $_hf/../calm
\builtin trap - HUP INT
\builtin . $_hf/hup_trap
_hft=
IFS= \builtin read -r _hft <$_hf/int_trap || :
case $_hft in */../arm*) ;; *) \builtin . $_hf/int_trap ;; esac
