# output of builtins, children and jobs keeps its order per stream
for i in 1 2 3; do echo b$i; printf 'c%s\n' $i | cat; bash -c "echo d$i; echo e$i >&2"; echo f$i >&2; done; { echo g & wait; } ; (echo h); echo "$(echo i)"
