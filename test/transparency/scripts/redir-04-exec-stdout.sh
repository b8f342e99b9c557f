# exec redirects the rest, then goes back
exec 6>&1 >log 2>&1; echo hidden; echo hiddenerr >&2; nosuchcmd_q; exec 1>&6 6>&-
echo visible; sed 's/^.*line/line/' log; echo err >&2; exec 2>&1; echo err-as-out >&2
