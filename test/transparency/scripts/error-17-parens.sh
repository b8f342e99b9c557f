# unexpected parenthesis and word
echo a (b)
echo c
