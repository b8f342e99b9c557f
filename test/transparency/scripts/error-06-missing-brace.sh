# missing closing brace
echo a
f() {
  echo b
echo c
