# quoting: every style glued in one word
echo 'a'"b"\c$'d\te'$"f"'g'\''h'
x='two  spaces'
echo $x "$x" '$x' "\$x" "'$x'" '"'"$x"'"'
printf '<%s>' a\ b "c d"'e f' $'\x41\u00e9\101\cA' ; echo
