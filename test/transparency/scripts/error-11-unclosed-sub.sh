# unclosed command substitution
echo a
x=$(echo b
echo c
