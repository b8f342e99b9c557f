# DEBUG, RETURN and ERR beside a trap of EXIT, and actions that name what they are not
f() { echo "in f"; false; }
trap 'echo bye' EXIT
trap 'echo "D $BASH_COMMAND"' DEBUG
trap "echo 'E EXIT'" ERR
echo one
f
trap 'echo second' DEBUG
f
trap - DEBUG
trap 'echo "R $?"' RETURN
set -T
f
set +T
trap - RETURN ERR
trap - EXIT
echo end
