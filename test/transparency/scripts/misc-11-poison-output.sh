# a script that throws its output away for good
echo seen; echo seen-err >&2
exec >/dev/null 2>&1 </dev/null
echo hidden; nosuch_q; false
