# a child that dies of SIGINT ends a loop in the script
for i in 1 2 3; do echo $i; bash -c 'kill -INT $$'; done
echo "after $?"
