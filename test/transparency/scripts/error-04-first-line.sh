) echo # syntax error on the first line
echo b
