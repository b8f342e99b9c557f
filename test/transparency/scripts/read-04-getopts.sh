# getopts with silent and loud errors (loud ones name $0)
p() { local OPTIND=1 o; while getopts ':ab:c' o "$@"; do echo "$o ${OPTARG-unset} $OPTIND"; done; shift $((OPTIND-1)); echo "rest $*"; }
p -a -b val -c x; p -abval y; p -b; p -z -- -a; p -ca -- q; while getopts xy: k -x -y1 -y 2 w; do echo $k $OPTARG; done; echo $OPTIND
