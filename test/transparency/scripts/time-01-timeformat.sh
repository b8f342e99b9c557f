# time with a format that holds no numbers
TIMEFORMAT=done; time true; time (echo sub; false); echo $?; time { echo grp; } | cat; TIMEFORMAT=; time sleep 0; echo empty; TIMEFORMAT='%%-%X'; time :; unset TIMEFORMAT; { time -p :; } 2>&1 | sed 's/[0-9.]*$/N/'; { time :; } 2>&1 | sed 's/[0-9]/N/g'; ! time -p false 2>/dev/null; TIMEFORMAT=%0R; time :
