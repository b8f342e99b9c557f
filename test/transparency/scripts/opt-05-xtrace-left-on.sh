# xtrace that the script leaves on
echo quiet
set -x
true; echo loud
(echo sub; false)
echo "last $?"
