# closed stdout and stderr
echo x >&-; echo "rc $?"; ( exec 1>&-; echo y; echo "rc $?" >&2 ); ls / 2>&- >/dev/null; echo $?; ( exec 2>&-; nosuch_q; echo "rc $?" )
cat <&- ; echo "cat $?"; read z <&-; echo "read $?"; : 3>&-; printf q >&-; echo $?
