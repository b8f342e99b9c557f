# timeout, nohup, env, nice, setsid, xargs -P
timeout 0.1 sleep 5; echo $?; timeout 5 bash -c 'exit 9'; echo $?; timeout -s KILL 0.1 sleep 5; echo $?; env -i A=1 bash -c 'echo $A'; env A=2 sh -c 'echo $A'; nohup echo nh 2>/dev/null; setsid -w echo ss; nice echo ni; seq 4 | xargs -P 4 -n 1 sh -c 'exit 0' ; echo $?; mktemp -u x.XXXX | wc -c
