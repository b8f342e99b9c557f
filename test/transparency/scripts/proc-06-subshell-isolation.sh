# subshells do not leak
x=1; f() { echo f1; }; (x=2; f() { echo f2; }; cd /; set -f; umask 077; trap 'echo t' EXIT; f; exit 7); echo "$? $x $(f) $-" | tr -d 'hBc'; [ "$PWD" = / ] || echo cwd-ok
echo $BASH_SUBSHELL $(echo $BASH_SUBSHELL) $( (echo $BASH_SUBSHELL) ); (echo $BASH_SUBSHELL | cat); [ $$ = $(echo $$) ] && echo same-pid
