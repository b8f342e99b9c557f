# set -x, PS4, BASH_XTRACEFD
set -x
echo "a b" $((1+1)) 'q' ; x=1 y='p q'; [[ $x == 1* ]]; ((x+1)); for i in 1; do :; done; case $x in 1) ;; esac; f() { echo $1; }; f arg >/dev/null; z=$(echo sub); a=(1 'b c')
PS4='+$LINENO> '
echo ps4; { set +x; } 2>/dev/null; exec 7>trace; BASH_XTRACEFD=7; set -x; echo to7; set +x; cat trace
