# declare -n in all directions
a=1; declare -n r=a; r=2; echo $a ${!r}; r+=5; echo $a; declare -p r
f() { local -n p=$1; p=(x y); p[3]=z; }; f arr; declare -p arr; unset -n r; echo ${r-unset} $a
declare -n l1=l2; declare -n l2=l1; echo "${l1}" ; echo rc $?; for n in a arr; do declare -n it=$n; echo ${#it[@]}; unset -n it; done
declare -n bad='1x'; echo rc $?
