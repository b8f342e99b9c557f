# "$*" and "$@" with several IFS
set -- 'a b' c ''
for i in "$@"; do printf '[%s]' "$i"; done; echo
IFS=,; echo "$*"; echo $*; x=$*; echo "$x"; x=$@; echo "$x"
IFS=; echo "$*"; IFS='-+'; echo "${*/c/X}" "pre$*post" pre"$@"post
