# here-doc expands, quoted one does not
v=val
cat <<A; cat <<'B'; cat <<\C; cat <<"D E"
$v $(echo sub) $((1+2)) \$v `echo bt` "q" 'q' \\ \n
A
$v $(echo sub) \$v
B
$v `x`
C
${v}
D E
