# an uncaught signal ends the script
echo before
kill -TERM $$
sleep 1
echo after
