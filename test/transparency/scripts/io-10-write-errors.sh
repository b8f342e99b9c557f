# writing to a full device and to a closed pipe
echo x >/dev/full; echo "rc $?"; printf y >/dev/full; echo "rc $?"; cat /etc/hostname >/dev/full; echo "rc $?"; trap '' PIPE; { sleep 0.05; echo z; echo "rc $?" >&2; } | true; seq 3 >/dev/full; echo $?
