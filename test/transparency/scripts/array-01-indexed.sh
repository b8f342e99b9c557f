# indexed arrays: sparse, append, unset
a=(x y [5]=z w); echo ${a[@]} ${#a[@]} ${!a[@]}
a+=(n); a[2]+=q; a[0]+=tail; echo "${a[*]}"; unset 'a[1]' ; declare -p a
a=("${a[@]}"); declare -p a; echo ${a[-1]} ${a[-2]}; unset a[-1]; echo ${#a[@]}
echo ${a[-99]}; echo rc $?
