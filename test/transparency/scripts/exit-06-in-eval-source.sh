# exit inside eval inside a sourced file
echo 'eval "echo in; exit 23"; echo no' >lib
. ./lib
echo unreachable
