# a signal to the own process group, caught
trap 'echo caught' TERM
kill -TERM 0
echo after $?
