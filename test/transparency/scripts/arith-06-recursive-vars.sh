# variables that name variables and expressions
a=b; b=c; c=5; echo $((a+1)); e='c*2'; echo $((e)); declare -i n; n=c+1; echo $n; n+=10; echo $n; n='junk'; echo $n
x=y; y=x; echo $((x))
echo "rc $?"
