# case with ;& and ;;&
for x in a b c dd; do case $x in
  a) echo "$x:a" ;&
  b) echo "$x:b" ;;&
  [bc]) echo "$x:bc" ;;
  (d*|e) echo "$x:d" ;;&
  *) echo "$x:*" ;;
esac; done
case x in y) ;; esac; echo $?
