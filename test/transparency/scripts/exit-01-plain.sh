# exit with a status in the middle
echo a
exit 42
echo b
