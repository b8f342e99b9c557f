# terminal tools without a terminal
stty -a; echo $?; tput cols 2>/dev/null | wc -l; clear 2>&1 | wc -c; TERM=dumb tput cols >/dev/null 2>&1; echo; tty -s; echo $?; [ -t 2 ] || echo no-tty; ls --color=auto; grep --color=auto x <<<x; PAGER=cat git --no-pager --version >/dev/null; echo $?; script_ok=1; echo ${COLUMNS:-none}
