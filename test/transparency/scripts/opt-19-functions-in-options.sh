# local - restores options, set - turns off v and x
f() { local -; set -e -u -x; :; }; f 2>&1; echo "${-//[!eux]/}|"; set -xv 2>/dev/null; set - 2>/dev/null; echo "${-//[!xv]/}|"; g() { local -; shopt -so nounset; }; g; shopt -o nounset; set -- -- a; echo $#
