# DEBUG with functrace and LINENO
f() {
  echo a
  echo b
}
trap 'echo "L$LINENO"' DEBUG
f
set -o functrace
f
trap '' DEBUG
f
