# posix mode changes errors of special builtins
set -o posix
echo "$-" | tr -d c; f() { echo f; }; f; x=1 :; echo "[$x]"
( export 1bad=x; echo no ); echo $?
readonly r=1; ( r=2; echo no ); echo $?; set +o posix; r=2; echo "cont $?"
