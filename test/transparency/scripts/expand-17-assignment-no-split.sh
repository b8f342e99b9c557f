# where splitting does not happen
s='a  b *'; touch f1
x=$s; echo "$x"; y=$s' 'c; echo "$y"; [[ $s == 'a  b *' ]] && echo same
case $s in 'a  b *') echo case;; esac
declare z=$s; export w=$s; echo "$z|$w"; arr=($s); echo ${#arr[@]}
