# command not found, permission denied, directories
nosuchcmd_q; echo $?; ./nofile; echo $?; : >f; ./f; echo $?; mkdir d; ./d; echo $?; /; echo $?; d; echo $?; ''; echo $?; "no such cmd" arg; echo $?; f() { nosuch_in_f; }; f; echo $?; $(nosuch_sub); echo $?; true | nosuch2; echo $?; command nosuch3; echo $?; builtin ls; echo $?
