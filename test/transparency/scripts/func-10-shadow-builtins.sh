# functions that shadow builtins the runtime may need
echo() { builtin echo "E:$*"; }; printf() { builtin printf 'P\n'; }; echo hi; printf x; command printf '%s\n' real; builtin echo plain
cd() { builtin cd "$@" && builtin echo "cd"; }; cd /; exit() { builtin echo "fake exit $1"; }; exit 3; trap() { builtin echo T; }; trap x EXIT
read() { builtin echo R; }; read; eval() { builtin echo EV; }; eval x; :() { builtin echo colon; }; :
unset -f echo; echo done
