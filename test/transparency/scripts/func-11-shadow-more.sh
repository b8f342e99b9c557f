# functions named source, ., command, builtin, set, return, test, [
set() { builtin echo "set $*"; }; set -e; [() { builtin echo brk; builtin false; }; [ x ]; test() { builtin echo T; }; test 1
source() { builtin echo S; }; source /nofile; builtin() { echo "B $1"; }; builtin echo q; command() { echo C; }; command ls; kill() { echo K; }; kill -0 1
wait() { echo W; }; wait; exec() { echo X; }; exec 2>&1; local() { echo L; }; local a; declare() { echo D; }; declare -p a; unset -f builtin command
