# ways to define and remove functions
f() { echo f $#; }; function g { echo g; }; function h() ( x=sub; echo h ); k() if true; then echo k; fi
f a b; g; x=top; h; echo $x; k; l() [[ $1 == y ]]; l y; echo $?; m() { echo redir; } >out; m; cat out
unset -f f; f; echo $?; a-b.c() { echo odd; }; a-b.c; n () for i do echo $i; done; n 1 2
