# arithmetic syntax errors
( ((1 +)) ); echo $?
( echo $((08)) ); echo $?
( echo $((2#3)) ); echo $?
( echo $((a b)) ); echo $?
( let "5=x" ); echo $?
( echo $((1.5)) ); echo $?
v='1 +'; ( echo $((v)) ); echo $?
echo $((2**-1))
echo end
