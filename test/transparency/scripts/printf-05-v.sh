# printf -v into arrays and assoc
declare -A m; printf -v 'm[key one]' '%03d' 7; printf -v a[2] x; printf -v a[0] '%s,' p q; declare -p m a; printf -v n '%s' ''; echo "[$n]"; printf '%b' 'stop\chere' more; echo; printf '%b\n' '\0' | od -An -tx1; printf -- '-%s-\n' dash; printf '%s\n'
