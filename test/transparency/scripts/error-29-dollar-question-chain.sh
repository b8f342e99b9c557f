# $? after everything odd
false; x=1; echo $?; false; x=$(true); echo $?; true; x=$(exit 3); echo $?; false; :; echo $?; (exit 300); echo $?; false; { echo $?; }; false; (echo $?); false; echo $(echo $?); false; [ ]; echo $?; f() { echo $?; }; (exit 8); f; ! (exit 9); echo $?; false & wait $!; echo $?; if (exit 4); then :; else echo $?; fi
