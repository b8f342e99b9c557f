# BASH_COMMAND, BASH_LINENO at the top
echo "$BASH_COMMAND"; x=$BASH_COMMAND; echo "$x"; trap 'echo "<$BASH_COMMAND>"' ERR; false; [ 1 = 2 ]; trap - ERR; echo "${BASH_LINENO[@]}|${#BASH_LINENO[@]}"
