# positional parameters beyond nine, set, shift
set -- a b c d e f g h i j k
echo $10 ${10} ${11} $#; shift 3; echo $1 $#; shift 20; echo "rc $?" $#
set --; echo "[$*]" $#; set - x -y; echo $*; set -- -- -a; echo $*
shift; shift; shift; echo "rc $?"
