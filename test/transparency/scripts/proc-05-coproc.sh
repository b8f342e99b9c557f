# coproc with a name, and without
coproc UP { while read -r l; do echo "${l^^}"; done; }
echo hello >&${UP[1]}; read -r a <&${UP[0]}; echo $a; eval "exec ${UP[1]}>&-"; wait $UP_PID; echo "rc $?"
coproc cat; echo via >&${COPROC[1]}; read b <&${COPROC[0]}; echo $b; eval "exec ${COPROC[1]}>&-"; wait; echo ${#COPROC[@]}
