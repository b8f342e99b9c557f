# wait -n, -p, -f
(sleep 0.25; exit 2) & a=$!; (sleep 0.05; exit 7) & b=$!; wait -n -p w; echo $?; [ "$w" = $b ] && echo b-first; wait -n; echo $?; wait -n; echo $?; (exit 4) & c=$!; wait -f $c; echo $?; wait -p v $c; echo "$? ${v:+set}"
