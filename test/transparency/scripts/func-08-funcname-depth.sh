# the whole FUNCNAME stack from a function and from the top level
f() { echo "${#FUNCNAME[@]} ${FUNCNAME[*]}"; echo "${BASH_LINENO[*]}"; }
f
echo "top [${FUNCNAME[*]}] ${#FUNCNAME[@]}"
g() { f; }; g
caller; echo "rc $?"
