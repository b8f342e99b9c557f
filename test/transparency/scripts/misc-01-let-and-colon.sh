# let, :, true, false with arguments
let a=1 b=a+2 'c = a + b'; echo $a$b$c $?; let 'd=0'; echo $?; : ${e:=set} >made; echo $e; ls; true a b; false c; echo $?; let a++ --b; echo $a $b; : "$(echo side >&2)"
