# IFS field splitting with non-white separators
IFS=:; s='a::b:c:'; set -- $s; echo $# "$1|$2|$3|$4|$5"
IFS=' :'; s=' a : b ::c '; set -- $s; echo "$#" "$*"
IFS=; s='a b'; set -- $s; echo $# "$*"
unset IFS; s=$' a\tb\nc '; set -- $s; echo $# "$*"
