# Sourced when the terminal of the last run is gone: the traps are the user's again.
\builtin . $_hf/../calm
\builtin trap - HUP INT
\builtin . $_hf/hup_kept
_hfk=
IFS= \builtin read -r _hfk <$_hf/int_kept || :
case $_hfk in */../arm*) ;; *) \builtin . $_hf/int_kept ;; esac
