# ends with a backslash
echo a \