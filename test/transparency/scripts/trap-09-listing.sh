# trap -p of what a script sees at start, then after setting
trap -p; trap; echo "--"
trap 'echo "it'\''s"' USR2; trap '' PIPE; trap : DEBUG; trap 'e' ERR; trap -p; trap -p USR2 INT; trap - DEBUG ERR
trap foo NOSUCHSIG; echo $?; trap 'x' 99; echo $?; (trap -p; trap : HUP; trap -p)
