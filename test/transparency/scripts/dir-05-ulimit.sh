# ulimit set and read
ulimit -Sn 64; ulimit -n; ulimit -c 0; ulimit -c; ulimit -Sf 8; ulimit -f; (head -c 100000 /dev/zero >big); echo $?; stat -c %s big; ulimit -Hn 32; echo $?; ulimit -n 32; ulimit -Sn 100; echo $?; ulimit -x 2>/dev/null; ulimit -y; echo $?; ulimit -n abc; echo $?
