# dynamic scoping, local -, unset of locals
x=global; f() { local x=f; g; echo "f:$x"; }; g() { echo "g sees $x"; x=changed; unset x; echo "g after unset: ${x-unset}"; }
f; echo "top:$x"; h() { local -; set -f; echo $-; }; a=$-; h | tr -d 'hB'; [ "$a" = "$-" ] && echo restored
k() { local y=1 z; local -i n=3+4; echo "$y ${z-unset} $n"; local; }; k; local q=1; echo rc $?
