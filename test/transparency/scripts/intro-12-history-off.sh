# no history in a script, no ! expansion
history; echo $?; echo "hi!" !! !x; fc -l; echo $?; set -o | grep hist; echo "${HISTFILE-unset}" "${HISTCMD}" ; set -o history; set -H; echo a !b; set +H; set +o history
