# leading and trailing blank lines and blanks
printf '\n\n  x  \n\t\n\n'; printf '\n' >&2; printf '\r\r\n\f\v\b'; printf '   '
