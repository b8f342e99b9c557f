# set -u
set -u
echo "${a-ok}" "${a:-ok}" "${a+no}" "$#" "$*" "$@"; arr=(); echo "${arr[@]}" "${#arr[@]}"
( echo "$nope" ); echo "sub $?"; ( echo "${arr[0]}" ); echo $?; ( echo $1 ); echo $?; ( : $((undefd+1)) ); echo $?; ( echo ${!q} ); echo $?; ( echo ${#zz} ); echo $?
echo "x$final_unset"
echo unreachable
