# arithmetic in odd places
i=2; a=(10 20 30 40)
echo ${a[i]} ${a[i+1]} ${a[$i-1]} ${a[a[0]/10]} $((a[i]+i++)) $i
s=abcdef; echo ${s:i:i} $[3*4] $(( s=5, s*2 )) $s
