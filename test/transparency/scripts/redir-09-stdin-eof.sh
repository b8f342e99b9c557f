# reading from stdin meets end of file at once
cat; echo "cat $?"; read x; echo "read $?"; wc -c; head -n1; python3 -c 'import sys; print(repr(sys.stdin.read()))'; mapfile -t a; echo ${#a[@]}
readlink /proc/self/fd/0; read -t 0; echo $?; read -t 1 q; echo $?
