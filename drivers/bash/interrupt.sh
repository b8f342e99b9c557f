# Sourced by the interrupt's trap: the user's own INT trap, if there is one, runs as a Ctrl-C would make it run.
case $(\builtin trap -p INT) in
"" | "trap -- '' "*) ;;
*) \builtin kill -INT $$ ;;
esac
