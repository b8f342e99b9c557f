# EXIT trap of the script itself (its moment is exempt)
trap 'echo "bye $?"' EXIT
echo working
(exit 4)
