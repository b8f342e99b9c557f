# file tests
touch f; mkdir d; ln -s f l; ln -s none dang; mkfifo p; touch -d @100 old; chmod 4755 f
for t in -e -f -d -L -p -s -r -x -u -S -b; do for x in f d l dang p /dev/null; do [ $t $x ] && echo "$t $x"; done; done
[[ f -nt old ]] && echo nt; [[ old -ot f ]] && echo ot; [[ f -ef l ]] && echo ef; [ -t 0 ]; echo $?
