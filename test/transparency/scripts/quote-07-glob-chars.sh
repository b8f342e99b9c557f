# glob characters quoted, unquoted, escaped
touch a1 a2 'b*' '[x]' 'q?'
echo a* "a*" a\* b\* '[x]' [x] q\? q? \[x\] nomatch*
