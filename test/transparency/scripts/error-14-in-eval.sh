# syntax errors inside eval and source and bash -c do not end the script
eval 'echo a; fi'; echo "rc $?"
eval 'if'; echo "rc $?"
eval "echo 'x"; echo "rc $?"
printf 'echo s1\n(\n' >lib; . ./lib; echo "rc $?"
bash -c 'echo c; done'; echo "rc $?"
bash -c 'for'; echo $?
x=$(eval '('); echo "sub $?"
