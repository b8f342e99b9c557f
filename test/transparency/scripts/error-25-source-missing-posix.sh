# . of a missing file: path and name, status, and position kept
. ./nofile; echo "rc $?"
. nofile_in_path; echo "rc $?"
source /; echo "rc $?"
printf 'return 3\necho no\n' >r; . ./r; echo "rc $?"; printf 'exit 5\n' >x; ( . ./x ); echo "sub $?"
. ./x
echo unreachable
