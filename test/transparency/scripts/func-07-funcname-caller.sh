# FUNCNAME, BASH_LINENO, caller
inner() { echo "${FUNCNAME[0]} ${FUNCNAME[1]} line ${BASH_LINENO[0]} at $LINENO"; caller 0 | cut -d' ' -f1,2; }
outer() {
  inner
}
outer
inner
