# /dev/stdout /dev/stderr /dev/fd/N /dev/stdin
echo a >/dev/stdout; echo b >/dev/stderr; echo c >/dev/fd/1; echo d >/dev/fd/2; cat /dev/stdin; echo "in $?"; echo e | cat /dev/stdin /dev/fd/0
exec 4<<<four; cat /dev/fd/4; exec 4>&-; cat /dev/fd/4; echo $?
echo t | tee /dev/stderr; echo x >/proc/self/fd/1
