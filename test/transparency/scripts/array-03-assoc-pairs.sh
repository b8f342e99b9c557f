# assoc from key value list, declare -p of it
declare -A m=(a 1 b 2 c); declare -p m | tr ' ' '\n' | sort
declare -A n; n=([x]=1); n+=([y]=2); echo "${n[x]}${n[y]}"; echo "${n[@]@Q}" | wc -w
