# eval, nested, with several lines and quoting
x='$y'; y=deep; eval echo $x; eval "eval \"echo \\\$y\""; eval 'for i in 1 2
do echo $i
done'; eval; echo $?; eval ''; echo $?; eval 'false'; echo $?; eval "f() { echo $y; }"; f; eval -- echo dash; cmd=(printf '<%s>' 'a b' c); "${cmd[@]}"; echo; eval 'cat <<E
in eval $y
E
'; eval "x=(1 2)" 'y=3'; echo ${x[1]}$y
