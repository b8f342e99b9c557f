# echo options
echo -n no newline; echo; echo -e 'a\tb\x41\0102\c' dropped; echo; echo -E 'a\tb'; echo -ne 'x\n'; echo -nE 'y\n'; echo; echo -- --; echo -x; echo "-n"; echo - ; shopt -s xpg_echo; echo 'a\tb'; echo -E 'a\tb'
