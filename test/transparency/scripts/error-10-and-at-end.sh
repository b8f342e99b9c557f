# && at end of file
echo a
true &&