# the script dies by set -e in a function in a loop
set -euo pipefail
g() { for i in 1 2 3; do [ $i -lt 3 ]; echo $i; done; }
g
echo unreachable
