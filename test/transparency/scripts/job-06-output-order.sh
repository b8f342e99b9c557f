# a job writes to both streams while the script waits
( for i in 1 2 3; do echo o$i; echo e$i >&2; done ) & wait; { echo grouped; } 2>&1 & wait $!; echo $?; f() { echo "fn $1"; return 6; }; f x & wait $!; echo $?; ( read x; echo "bg stdin $? [$x]" ) & wait
