# a small program: word count, sort by value, table
t='the cat the dog a cat the end'; declare -A c; for w in $t; do ((c[$w]++)); done
for w in "${!c[@]}"; do printf '%d %s\n' "${c[$w]}" "$w"; done | sort -k1,1nr -k2 | while read -r n w; do printf '%-5s|%3d|%s\n' "$w" "$n" "$(printf '#%.0s' $(seq $n))"; done; bubble() { local -n A=$1; local i j t; for ((i=0;i<${#A[@]};i++)); do for ((j=0;j<${#A[@]}-i-1;j++)); do ((A[j]>A[j+1])) && { t=${A[j]}; A[j]=${A[j+1]}; A[j+1]=$t; }; done; done; }; v=(5 2 9 1 7); bubble v; echo ${v[@]}
