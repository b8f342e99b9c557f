# readonly arrays refuse
declare -ra r=(1 2)
( r[0]=9; echo "sub no" ); echo rc $?
r+=(3)
echo after $?
unset r; echo rc $? ${r[@]}
