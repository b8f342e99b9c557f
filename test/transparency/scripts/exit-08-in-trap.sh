# exit inside a signal trap
trap 'echo trapped; exit 21' TERM
kill -TERM $$
echo unreachable
