# C-style for without two semicolons
echo a
for ((i=0;i<3)); do echo $i; done
echo b
