# option parsing by hand
parse() { while (($#)); do case $1 in --name=*) echo "name ${1#*=}";; -n|--name) echo "name $2"; shift;; --) shift; break;; -*) echo "bad $1" >&2; return 2;; *) echo "pos $1";; esac; shift; done; echo "left $*"; }; parse --name=a -n 'b c' d -- -e f; parse -z; echo $?; parse
