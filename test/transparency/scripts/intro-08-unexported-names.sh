# names of shell variables that are not exported, as a script sees them
compgen -v | while read -r v; do case ${!v@a} in *x*) ;; *) echo "$v";; esac; done | grep -vxE 'COLUMNS|LINES|v' | sort
