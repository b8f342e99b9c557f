# command line of the shell's children, and the job table at start
jobs; wait; echo $?; bash -c 'tr "\0" " " </proc/self/cmdline; echo'; (exec cat /proc/self/comm); cat /proc/self/comm; [ -p /dev/stdout ] && echo pipe; [ -p /dev/stderr ] && echo pipe2; umask | grep -c .
