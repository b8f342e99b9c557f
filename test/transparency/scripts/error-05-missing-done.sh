# missing done at end of file
echo a
for i in 1 2; do
  echo $i
