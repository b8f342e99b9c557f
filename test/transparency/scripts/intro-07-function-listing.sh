# which functions a script sees
declare -F; f1() { :; }; f2() { :; }; declare -F; declare -F f1; compgen -A function; declare -f | wc -l; typeset -f f2; shopt -s extdebug; declare -F f1 | cut -d' ' -f1,2; unset -f f1 f2; declare -F | wc -l
