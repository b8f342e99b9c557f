# BASH_ARGC and BASH_ARGV inside functions, and set -- at the top
shopt -s extdebug; f() { echo "${BASH_ARGV[0]} ${BASH_ARGV[1]} ${BASH_ARGC[0]}"; }; f a b; shopt -u extdebug; echo $#; set -- p q; echo $# $2; g() { echo $#; set -- z; echo $1; }; g 1 2 3; echo $1
