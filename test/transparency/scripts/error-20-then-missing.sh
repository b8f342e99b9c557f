# missing then
echo a
if true
  echo b
fi
echo c
