# user use of descriptors 3 to 20 and 255
for n in 3 4 5 6 7 8 9; do eval "exec $n>f$n"; echo $n >&$n; done; for n in 3 4 5 6 7 8 9; do eval "exec $n>&-"; done; cat f?
for n in 10 11 12 20; do eval "exec $n>g$n"; eval "echo g$n >&$n"; eval "exec $n>&-"; done; cat g10 g11 g12 g20
