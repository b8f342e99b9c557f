# exec < file feeds later reads, not the script
printf 'l1\nl2\nl3\n' >f
exec <f
read a; echo "a=$a"
head -n 1 >/dev/null
read b; echo "b=$b rc $?"
exec </dev/null; read c; echo "$?"
