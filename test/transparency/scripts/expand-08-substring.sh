# substring and slices, negative offsets
s=0123456789
echo ${s:3} ${s:3:2} ${s: -3} ${s: -3:2} ${s:2:-2} ${s:(-4)} "${s:20}" ${s:1+1:2*2}
set -- a b c d e; echo ${@:2:2} ${@: -2} ${*:4}; echo ${#s} ${#} ${#@}
a=(p q r s); echo ${a[@]:1:2} ${a[@]: -1} ${a[2]:0:1}
