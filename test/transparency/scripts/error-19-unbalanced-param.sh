# unclosed ${
echo a
echo ${x
echo b
