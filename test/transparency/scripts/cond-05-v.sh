# [[ -v ]], -R, -o
x=; declare -a a=([2]=q); declare -A m=([k]=); declare -n r=x; declare d
for n in x a 'a[2]' 'a[0]' 'm[k]' 'm[z]' r d nope PATH; do [[ -v $n ]]; echo "$n $?"; done
[[ -R r ]]; echo $?; [[ -o errexit ]]; echo $?; set -e; [[ -o errexit ]]; echo $?
