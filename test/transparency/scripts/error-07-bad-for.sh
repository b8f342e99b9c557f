# for without a valid name
echo a
for 1x in a b; do echo $1x; done
echo "rc $?"
for $x in a; do :; done
echo c
