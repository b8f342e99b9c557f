# assignments that are commands
1x=5; echo $?; x =5; echo $?; a[0=1; echo $?; x= echo "pre[$x]"; a b=1; echo $?; =x; echo $?; x+=1 y+=2; echo $x$y; declare 'z-z=1'; echo $?; export $'a\nb=1'; echo $?; x=1 nosuch_q; echo "$? [$x]"
