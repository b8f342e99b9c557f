# substring expression < 0 is an error
s=abc
echo ${s:1:-1}
( echo ${s:2:-3}; echo no ); echo rc $?
echo ${s:2:-3}
echo still "$?"
