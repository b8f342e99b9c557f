# select at end of file, and from a here-string
select x in one two 'three x'; do echo "got $x"; break; done
echo "rc $?"
PS3='choose> '; select x in a b; do echo "[$REPLY:$x]"; [[ $x ]] && break; done <<<$'9\n2'
echo rc $?
