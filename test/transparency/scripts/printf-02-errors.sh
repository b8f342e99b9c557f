# printf complaints
printf '%d\n' abc; echo $?; printf '%d\n' 12x; echo $?; printf '%z\n'; echo $?; printf; echo $?; printf '%s %' a; echo $?; printf -v '1x' a; echo $?; printf '%d\n' 99999999999999999999; echo $?; printf '%(%q)T\n' 0; echo $?
