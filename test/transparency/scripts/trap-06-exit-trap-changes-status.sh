# EXIT trap that calls exit itself (its moment is exempt)
trap 'echo in trap; exit 9' EXIT
echo a
exit 3
