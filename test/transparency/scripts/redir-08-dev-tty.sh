# no controlling terminal
echo x >/dev/tty; echo "rc $?"
read y </dev/tty; echo "rc $?"
tty; echo $?; [ -t 1 ]; echo $?; stty size; echo $?
