# break and continue in wrong places
break; echo "rc $?"
continue 2; echo "rc $?"
for i in 1 2; do break 0; echo "in $?"; done; echo "rc $?"
for i in 1 2; do break x; echo no; done
echo "end $?"
