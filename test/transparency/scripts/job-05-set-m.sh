# set -m inside a script
set -m; sleep 0.1 & wait; echo "rc $?"; (exit 3) & wait $!; echo $?; jobs; set +m; echo end
