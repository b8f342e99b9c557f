# mapfile with options
printf '%s\n' a b c d e >f
mapfile -t x <f; declare -p x; mapfile -n 2 -s 1 y <f; declare -p y
mapfile -t -O 3 x <f; echo ${!x[@]}; mapfile -d : -t z <<<'p:q:r'; declare -p z
cb() { echo "cb $1 ${2%$'\n'}"; }; mapfile -C cb -c 2 w <f; mapfile -u 9 v; echo rc $?
