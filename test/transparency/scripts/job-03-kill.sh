# killing jobs by pid and by %n
sleep 5 & kill $!; wait $!; echo $?; sleep 5 & kill -9 %1; wait %1; echo $?; sleep 5 & kill -STOP $!; kill -CONT $!; kill -HUP $!; wait $!; echo $?; kill %3; echo $?; kill -0 $$; echo $?; kill -l 9 15 130; kill -l TERM
