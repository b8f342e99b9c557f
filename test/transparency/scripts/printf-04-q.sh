# %q and @Q of nasty values
for v in '' ' ' a 'a b' "q'q" 'd"d' $'n\nl' $'\e[0m' 'é' $'\xff' '~' '#c' 'a=b' '!x' '{a,b}' '$x' '`c`' '*' ; do printf '%q %s\n' "$v" "${v@Q}"; done; printf '%Q\n' 'a b' ; printf '%.3q|\n' 'a bcd'
