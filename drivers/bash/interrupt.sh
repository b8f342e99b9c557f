# Sourced by the interrupt's trap: the user's own INT trap, if there is one, runs as a Ctrl-C would make it run. No
# command substitution: the host is about to send SIGINT to the run's processes, and that would be one of them.
\builtin trap -p INT >|$_hf/int_trap
_hft=
IFS= \builtin read -r _hft <$_hf/int_trap || :
case $_hft in
"" | "trap -- '' "* | */../arm*) ;;
*) \builtin kill -INT $$ ;;
esac
