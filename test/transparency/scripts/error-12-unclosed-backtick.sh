# unclosed backtick
echo a
x=`echo b
echo c
