# redirections on compound commands, order of evaluation
for i in 1 2; do echo $i; done >o 2>&1; if true; then echo t; fi >>o; (echo s; echo e >&2) >>o 2>&1; case x in *) echo c;; esac >>o; f() { echo fn; }; f >>o; cat o
{ read a; read b; } <o; echo $a$b; ((1)) >arith; [[ a ]] >cond; ls; echo $(echo $$ >pid; echo sub) </dev/null
