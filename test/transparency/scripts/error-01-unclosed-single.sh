# unclosed single quote on the last line
echo a
echo b; echo 'unclosed
and more
