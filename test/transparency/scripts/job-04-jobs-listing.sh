# jobs output in a script
sleep 0.6 & sleep 0.5 & jobs; jobs -r | wc -l; jobs %1; jobs %9; echo $?; disown %1; jobs; jobs -x echo hi; fg %2; echo $?; bg %2; echo $?; wait; echo done
