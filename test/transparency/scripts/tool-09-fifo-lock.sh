# fifo traffic, flock, and a tiny server
mkfifo p q; (while read -r l; do echo "re:$l"; done <p >q) & exec 8>p 9<q; echo one >&8; read r <&9; echo $r; echo two >&8; read r <&9; echo $r; exec 8>&- 9<&-; wait; echo $?; (flock 7; echo locked) 7>lk; flock -n lk true; echo $?; cat p & echo direct >p; wait
