# an ERR trap that exits
trap 'echo "trap at $LINENO"; exit 3' ERR
echo a
false
echo unreachable
