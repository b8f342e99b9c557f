# [ with wrong arguments
[ 1 -eq x ]; echo $?
[ a b c d ]; echo $?
[ -f ; echo $?
test 1 = ; echo $?
[ ]; echo $?; [ '!' ]; echo $?; [ ! '' ]; echo $?; [ -n ]; echo $?; [ a -a '' ]; echo $?
[ 3 -lt ]; echo $?
