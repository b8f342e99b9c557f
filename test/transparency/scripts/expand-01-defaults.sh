# ${x-} ${x:-} ${x=} ${x:=} ${x+} ${x:+}
unset u; e=; s=val
for v in u e s; do
  eval "echo $v: [\${$v-d}] [\${$v:-d}] [\${$v+a}] [\${$v:+a}]"
done
: ${u=assigned} ${e:=filled}; echo $u $e
