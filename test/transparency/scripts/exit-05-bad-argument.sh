# exit with a word that is no number ends the script with 2
echo a
exit nope
echo b
