# array errors
declare -a a=(1 2)
declare -A a; echo rc $?
a[x-]=3; echo "rc $?"
b=3; b=(4 5); echo ${b[@]}; c[]=1; echo "rc $?"
echo "${b[}" 
echo end
