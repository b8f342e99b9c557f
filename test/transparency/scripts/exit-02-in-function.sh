# exit from a function inside a loop inside a group
f() { for i in 1 2 3; do { echo $i; [ $i = 2 ] && exit 17; }; done; }
f
echo unreachable
