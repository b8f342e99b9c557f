# unclosed double quote in the middle
echo a
echo "open
echo b
echo c
