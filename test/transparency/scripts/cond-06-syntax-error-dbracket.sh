# a broken [[ expression
echo a
[[ a == ]]
echo b
