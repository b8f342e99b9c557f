# extglob nullglob dotglob globstar failglob nocaseglob
shopt -s extglob; touch a.c b.h .hid A.C; mkdir -p d/e; touch d/e/z.c; echo !(*.c) @(a|b).* ?(a).c +([a-z]).h; shopt -s nullglob; echo none* end; shopt -s dotglob; echo *; shopt -u dotglob; shopt -s globstar; echo **/*.c; echo **; shopt -u nullglob
shopt -s nocaseglob; echo a.*; shopt -u nocaseglob; shopt -s failglob; echo zz* ; echo "rc $?"; GLOBIGNORE='a*'; echo *; unset GLOBIGNORE
