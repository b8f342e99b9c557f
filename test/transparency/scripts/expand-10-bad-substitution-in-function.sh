# bad substitution inside a function and a subshell
f() { echo in; echo ${!}; echo ${a.b}; echo not-here; }
( f ); echo "rc $?"
f
echo unreachable
