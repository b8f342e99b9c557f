# elif chain, status of if without match
f() { if [ $1 = a ]; then echo A; elif [ $1 = b ]; then echo B; false; elif (exit 4); then :; else echo Z; (exit 5); fi; echo "$?"; }
f a; f b; f c; if false; then :; fi; echo $?
