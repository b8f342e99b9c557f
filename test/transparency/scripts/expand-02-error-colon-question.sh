# ${x:?} ends the script with its message
x=ok
echo ${x:?never}
( : ${nope:?in subshell} ); echo "sub $?"
echo ${nope:?custom message $x}
echo unreachable
