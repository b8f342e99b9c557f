# set -n stops all execution
echo a
set -n
echo b
rm -rf nothing
set +n
echo c
