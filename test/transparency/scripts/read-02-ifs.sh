# read with IFS variants
while IFS= read -r l; do echo "[$l]"; done <<<$'  lead\ttail  \n\n last'
IFS=: read a b c <<<'1:2:3:4:'; echo "$a,$b,$c"; IFS=' ' read a b <<<'  x   y z  '; echo "$a,$b,"; read <<<'  reply kept  '; echo "[$REPLY]"; IFS=$'\n' read -d '' -a m <<<$'l1\nl 2'; echo "$? ${#m[@]} ${m[1]}"; printf 'x\0y z\0' | while IFS= read -r -d '' e; do echo "<$e>"; done
