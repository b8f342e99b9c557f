# exec of a program inside a subshell
(exec echo replaced; echo no); (exec -a othername bash -c 'echo $0'); (exec -c env | grep -v '^_=' | wc -l); (exec nosuch_q); echo $?; (exec /); echo $?
