# declare -p of every attribute
declare -i i=3; declare -r r=x; declare -x x=y; declare -l l=ABC; declare -u u=abc; declare -a a=(1 '2 3'); declare -A A=([k]=v); declare -n n=i; declare -irx irx=4; declare un; declare -t t=1
declare -p i r x l u a A n irx un t; declare -p nosuch; echo $?; declare -i | grep -c ' i='; declare -n; readonly -p | grep -E ' (r|irx)='; export -p | grep -E '\b(x|irx)='
