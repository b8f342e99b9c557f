# moving descriptors and read-write opens
echo hello >f; exec 7<>f; read -n 2 x <&7; echo "$x"; printf XX >&7; exec 8<&7-; cat <&8; cat f; : <&7; echo $?; exec 8<&-
exec 1>&1; exec 2>&2; echo $?; echo a 7>&1 >&7; { echo b; } 9>&1 1>&9
