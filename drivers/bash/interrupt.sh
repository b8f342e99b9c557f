# Sourced by the interrupt's trap: the user's own INT trap, if there is one, runs as a Ctrl-C would make it run.
. $_hf/../whose
case $_hft in
"" | "trap -- '' "* | */../arm*) ;;
*) \builtin kill -INT $$ ;;
esac
