# bad substitution ends the script
echo before
echo ${x y}
echo after
