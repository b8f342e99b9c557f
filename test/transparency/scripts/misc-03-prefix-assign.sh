# assignments before commands
x=1; x=2 bash -c 'echo $x'; echo $x; f() { echo $x; x=9; }; x=3 f; echo $x; x=4 :; echo $x; x=5 eval 'echo $x'; echo $x; IFS=: read a b <<<1:2; echo $a $b; y=1 z=$y bash -c 'echo [$z]'; PATH=/nowhere ls; echo $?; q=1 w=2; echo $q$w; A[1]=x bash -c 'echo ok'; x=6 export x; echo $x; LC_ALL=C printf '%.1f\n' 2.5
