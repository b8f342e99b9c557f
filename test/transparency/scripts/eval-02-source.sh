# source of a generated file: arguments, return, status, variables
printf 'v=fromlib\necho "args $# $1 ${FUNCNAME[0]}"\nshift\nreturn 6\n' >lib.sh
set -- a b; . ./lib.sh; echo "$? $v $#"; . ./lib.sh x y z; echo "$? $#"; f() { source ./lib.sh; echo "in f $?"; }; f 1; echo 'echo $LINENO; false' >l2; . ./l2; echo $?; . <(echo 'echo from procsub'); . /dev/stdin <<<'echo from stdin'; mkdir p; echo 'echo via PATH' >p/lib2; PATH=p:$PATH; . lib2; trap 'echo RET' RETURN; . ./l2
