# logout in a script, suspend refused
logout; echo "rc $?"; suspend; echo "rc $?"; exit 0 extra; echo "rc $?"
