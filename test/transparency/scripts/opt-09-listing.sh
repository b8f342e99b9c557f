# set -o, set +o and $- as a script sees them
echo "$-"; set -o; set +o | grep -c .; echo $SHELLOPTS; set -eu; echo $- $SHELLOPTS; set +eu; set -o nosuch; echo $?; set -Z; echo $?
