# CRLF line ends
echo a
x=1
echo "[$x]" | od -An -c
if [ 1 = 1 ]; then echo y; fi
true
false
: 

echo "rc $?"
case x in x) echo c;; esac
cat <<E
body
E
