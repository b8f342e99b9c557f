# arithmetic evaluation in [[ -eq ]]
x=5; [[ x -eq 5 ]] && echo var; [[ 1+1 -eq 2 ]] && echo expr; [[ 0x10 -eq 16 ]] && echo hex
[[ "3 + " -eq 3 ]]; echo $?
[[ 08 -eq 8 ]]; echo $?
echo end
