# assignment to a readonly ends the script
readonly R=1
( R=2; echo no ); echo "sub $?"
f() { local R=3; echo "local $?"; }; f
readonly R=5; echo "rc $?"; unset R; echo "rc $?"; declare R=6; echo "rc $?"; for R in 1; do echo no; done; echo "for $?"
R=7
echo "unreachable? $?"
