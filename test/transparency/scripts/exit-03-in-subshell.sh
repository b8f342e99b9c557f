# exit in subshells, pipelines and substitutions leaves the script alone
(exit 3); echo $?; echo x | exit 4; echo $?; x=$(echo in; exit 5); echo "$? $x"; { exit 6; } | cat; echo ${PIPESTATUS[0]}; cat <(exit 7); echo $?; (exit); echo $?; false; (exit); echo $?; exit 300
