# brace expansion and its limits
echo {a,b{1..3},c} {5..1..2} {a..e} {01..10..3} {x} {} {a,} x{,y}z {1..b} "{a,b}" \{a,b}
echo ${v-{a,b}} {$((1)),2}
set +B; echo {a,b}
