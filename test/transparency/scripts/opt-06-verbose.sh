# set -v prints lines as they are read
echo quiet
set -v
echo a; echo b
# a comment
for i in 1 2
do echo $i
done
set +v
echo c
