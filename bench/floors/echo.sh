# The barest echo loop in bash: a line from one FIFO into another.
while IFS= read -r line; do echo "$line"; done <"$1" >"$2"
