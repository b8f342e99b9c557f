# quotes inside command substitution inside quotes
echo "$(echo "$(echo "a  b" 'c"d')" "e  f")"
echo `echo \`echo deep\` "x  y"`
echo "`echo "q\"r"`"
