# RETURN and DEBUG traps
f() { echo body; return 3; }; trap 'echo "RET $?"' RETURN; f; set -T; f; trap - RETURN; set +T
trap 'echo "D:$BASH_COMMAND"' DEBUG
x=1
echo hi; for i in 1 2; do :; done; f; [[ $x ]] && (echo sub)
trap - DEBUG; echo end
