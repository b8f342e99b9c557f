# a byte order mark before the first line
echo one
