# > >> < 2> &> &>> >|
echo a >f; echo b >>f; cat <f; ls nope 2>e; sed 's/.*: //' e; { echo o; echo e >&2; } &>both; cat both
{ echo o2; echo e2 >&2; } &>>both; wc -l <both; { echo x; echo y >&2; } >m 2>&1; cat m; echo q 1>&2 2>/dev/null
{ echo x; echo y >&2; } 2>&1 >/dev/null | tr y Z
