# getopts' own messages begin with the script's name (exempt prefix)
while getopts ab: o -a -q -b; do echo "$o"; done; echo "$? $OPTIND"
OPTERR=0; OPTIND=1; getopts a o -z; echo "$o"; getopts; echo $?
