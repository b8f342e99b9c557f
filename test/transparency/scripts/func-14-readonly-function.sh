# readonly -f cannot be redefined or unset
f() { echo one; }; readonly -f f
( f() { echo two; } ; echo "sub $?"; f )
unset -f f; echo $?; f; declare -Fp | grep ' f$'
