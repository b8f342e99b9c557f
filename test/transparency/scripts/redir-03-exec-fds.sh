# exec with numbered and named descriptors
exec 5>five; echo to5 >&5; exec 5>&-; cat five; echo closed >&5; echo "rc $?"
exec {fd}>named; echo "n" >&$fd; ((fd>=10)) && echo high; exec {fd}>&-; cat named
exec 3<&0; exec 0<five; read x; exec 0<&3 3<&-; echo "$x"; read y; echo "eof $? [$y]"
