# while, until, loop redirections and status
i=0; while ((i<3)); do echo $i; ((i++)); done >f; cat f
until ((i==0)); do ((i--)); done; echo $i $?
while false; do :; done; echo $?; for x in; do echo never; done; echo $?
for x in a b; do false; done; echo $?; while read -r l; do echo "<$l>"; done <f
