# shopt defaults as a script sees them
shopt; shopt -p extglob; shopt -q sourcepath; echo $?; shopt nosuch; echo $?; echo $BASHOPTS; shopt -s nullglob; shopt -u nullglob; shopt -o errexit; echo $?
