# CHLD trap and a trap during wait
trap 'n=$((n+1))' CHLD; true; (exit 1); n=0; sleep 0.05 & wait $!; [ $n -ge 1 ] && echo chld; trap - CHLD
trap 'echo usr' USR1; (sleep 0.2; kill -USR1 $$) & sleep 0.5 & wait $!; echo "rc $?"; wait; echo done
