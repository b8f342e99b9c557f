# export -f into a child bash
say() { echo "child says $1"; }
export -f say; bash -c 'say hi'; export -nf say; bash -c 'say hi' ; echo "rc $?"
