# background jobs, wait and $!
(exit 3) & p=$!; wait $p; echo $?; sleep 0.05 & (sleep 0.1; exit 5) & q=$!; wait; echo $?; wait $q; echo $?; wait 1; echo $?; [ $p != $q ] && echo distinct; { sleep 0.05; echo bg; } & wait; jobs; echo end
