# prefix and suffix removal
p=/usr/local/lib/libfoo.tar.gz
echo ${p#*/} ${p##*/} ${p%.*} ${p%%.*} ${p#nomatch} ${p%/} ${p##*[!a-z]}
a=(x.c y.c z.h); echo ${a[@]%.c} "${a[@]#?}"
