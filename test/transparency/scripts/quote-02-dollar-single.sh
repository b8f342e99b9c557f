# $'..' escapes, all of them
printf '%s|' $'\a\b\e\f\n\r\t\v\\\'\"\?' | od -An -c
printf '%s' $'\0hidden' $'\x7e' $'\176' $'\u20ac' $'\U0001F600' | od -An -tx1
