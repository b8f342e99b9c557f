# Sourced when the terminal of the last run is gone: the traps are the user's again.
\builtin trap - HUP INT
\builtin . "${BASH_SOURCE%/../*}/hup_kept"
_hfk=
IFS= \builtin read -r _hfk <"${BASH_SOURCE%/../*}/int_kept" || \builtin :
case $_hfk in *"/../interrupt "*) ;; *) \builtin . "${BASH_SOURCE%/../*}/int_kept" ;; esac
\builtin . "${BASH_SOURCE%/../*}/../clear"
