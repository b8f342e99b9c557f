# division by zero in several forms
((1/0)); echo "rc $?"
let 'x=1%0'; echo "rc $?"
( echo $((5/0)); echo no ); echo "rc $?"
x=$((1/0))
echo "after $?"
