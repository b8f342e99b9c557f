# exit with odd arguments
(exit abc); echo $?; (exit -1); echo $?; (exit 1 2; echo "still $?"); echo $?; (exit ''); echo $?; (exit -- 3); echo $?
false
exit
