# $? $# $- $_ $0-free $* $@ $!
echo "[$!]" $# "$-"; : one two; echo $_; echo x y >/dev/null; echo "$_"; true; echo "$_"; f() { echo "$_"; }; f arg; echo "$_"; (exit 3); echo $?; x=5; echo "$_"; [ a = a ]; echo "$_"; ls /dev/null >/dev/null; echo $_
