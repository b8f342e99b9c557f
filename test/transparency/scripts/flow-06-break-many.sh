# break n larger than depth, continue n
for a in 1 2; do for b in 1 2; do [ $b = 2 ] && continue 2; echo $a$b; done; echo no; done
for a in 1 2; do for b in 1 2; do break 9; done; done; echo "$a$b $?"
f() { for z in 1 2; do echo $z; break; done; }; for i in x y; do f; done
