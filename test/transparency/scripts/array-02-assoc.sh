# associative arrays
declare -A m=([one]=1 ["two words"]=2 [$'t\tb']=3)
m[one]+=1; m[']']=br; k='a$b'; m[$k]=dollar
echo ${#m[@]} "${m[one]}" "${m[two words]}" "${m[]]}" "${m[$k]}"
for k in "${!m[@]}"; do printf '%q=%q\n' "$k" "${m[$k]}"; done | sort
unset 'm[one]'; [[ -v m[one] ]]; echo $?
m[]=x; echo "rc $?"
