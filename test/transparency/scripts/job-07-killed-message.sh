# messages about children killed by a signal
bash -c 'kill -SEGV $$'; echo $?; bash -c 'kill -ABRT $$' ; echo $?; ( kill -TERM $BASHPID ); echo $?; bash -c 'kill -9 $$' | cat; echo ${PIPESTATUS[0]}; x=$(bash -c 'echo part; kill -9 $$'); echo "$? $x"; bash -c 'kill -INT $$'; echo "int $?"
