# locale changes inside a script
LC_ALL=C; echo "${#x} é"; LC_ALL=xx_YY; echo "rc $?"; LANG=C.UTF-8 LC_ALL= ; s=é; echo ${#s}; LC_ALL=C sort <<<$'b\nA\na\nB'; [[ a < B ]] && echo lt || echo gt; printf '%s\n' b A a | sort | tr -d '\n'; echo
