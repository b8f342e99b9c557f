# FUNCNEST limit
FUNCNEST=5
r() { echo "d$1"; r $(($1+1)); }
r 1
echo "rc $?"
