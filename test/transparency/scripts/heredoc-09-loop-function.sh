# here-doc feeding loops and functions
f() { while read -r k v; do echo "$v=$k"; done; }
f <<E
a 1
b 2
E
while read -r x; do echo "[$x]"; done <<E1 && echo ok
l1
  l2  
E1
g() { cat <<E
in g $1
E
}; g 1; g 2
