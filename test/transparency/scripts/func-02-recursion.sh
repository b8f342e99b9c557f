# recursion with locals
fact() { local n=$1; if ((n<=1)); then echo 1; else echo $((n*$(fact $((n-1))))); fi; }
fib() { (( $1<2 )) && { r=$1; return; }; local a; fib $(($1-1)); a=$r; fib $(($1-2)); ((r+=a)); }
fact 8; fib 12; echo $r; hanoi() { (($1)) && { hanoi $(($1-1)) $2 $4 $3; echo $2$3; hanoi $(($1-1)) $4 $3 $2; }; }; hanoi 3 A B C | tr '\n' ' '; echo
