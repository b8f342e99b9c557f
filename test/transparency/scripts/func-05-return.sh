# return values and return out of nested loops
f() { for i in 1 2 3; do while :; do [ $i = 2 ] && return 7; break; done; done; }; f; echo $? $i
g() { return 256; }; g; echo $?; h() { return -1; }; h; echo $?; k() { return abc; echo no; }; k; echo $?
l() { false; return; }; l; echo $?; m() { (return 3); echo sub $?; }; m; n() { eval 'return 9'; echo no; }; n; echo $?
