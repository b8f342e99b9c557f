# a script that leaves the shell in a bad way
IFS=q; set -f; umask 777; readonly PATH; cd /; set -u; PS4='$(echo boom)'; exec 3>&1 9>&1; shopt -s extglob nullglob failglob; trap '' INT TERM; HOME=; BASH_XTRACEFD=9; set -k; unset OPTIND; echo poisoned
set -x
