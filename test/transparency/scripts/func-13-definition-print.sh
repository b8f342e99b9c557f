# declare -f and type normalise the source
f() { if [[ $1 =~ ^a ]]; then for ((i=0;i<2;i++)); do echo "$i" >&2; done; else case $1 in x|y) : ;& *) cat <<E
body $1
E
;; esac; fi; ( sub ) | { grp; } && ! not & }
declare -f f; type f
