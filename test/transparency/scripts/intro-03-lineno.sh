# LINENO across constructs

echo $LINENO
f() {
  echo "f $LINENO"
}
f; echo \
  $LINENO; (
echo $LINENO); x=$(
echo $LINENO
); echo $x
eval 'echo $LINENO
echo $LINENO'; cat <<E
$LINENO
E
for i in 1; do
echo $LINENO; done; nosuch_q
trap 'echo t$LINENO' ERR; false
