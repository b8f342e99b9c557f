# a here-doc larger than a pipe's buffer
eval "cat <<BIG | cksum
$(seq 1 30000)
BIG"
cat <<<"$(seq 1 20000)" | tail -n 1
