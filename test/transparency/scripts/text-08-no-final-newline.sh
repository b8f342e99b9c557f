# the script's last line has no newline
echo a; echo 'last line'