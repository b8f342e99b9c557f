# C-style for, nested, with break and continue n
for ((i=0;i<3;i++)); do for ((j=0;;j++)); do ((j>2)) && break; ((i==1)) && continue 2; echo $i$j; done; done
for ((;;)); do break; done; echo $i $j; for ((i=3;i--;)) { echo -n $i; }; echo
