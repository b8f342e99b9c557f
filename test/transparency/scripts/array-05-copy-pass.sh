# arrays through namerefs and by copy
copy() { local -n src=$1 dst=$2; dst=("${src[@]}"); }
one=('a b' '' c); copy one two; declare -p two
sum() { local -n r=$1; shift; local i; r=0; for i; do ((r+=i)); done; }
sum total 1 2 3; echo $total
