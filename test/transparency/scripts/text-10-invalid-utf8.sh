# values that are not UTF-8, on output, in patterns, in names
x=$'caf\xe9 \xff\xfe'; printf "%s" "$x" | od -An -tx1
echo ${#x} "$x"; echo "$x" >&2; case $x in *$'\xe9'*) echo match;; esac
touch $'f\xe9'; for f in *; do printf '%s' "$f" | od -An -tx1; printf '%q\n' "$f"; done; export y=$x; bash -c 'echo "$y"'; $'q\xe9'
