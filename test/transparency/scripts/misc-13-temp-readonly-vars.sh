# readonly of names a runtime may use itself
readonly x=1 line=2 rc=3 code=4 i=5 status=6 cmd=7 tmp=8 out=9 err=10 run=11 REPLY=12 cwd=13 REPLY2=14; readonly OLDPWD IFS PS4 _q; echo $x$line$rc; cd / ; echo "rc $?"; read y <<<v; echo $y; read <<<w; echo "rc $?"; f() { echo f$i; }; readonly -f f; f
