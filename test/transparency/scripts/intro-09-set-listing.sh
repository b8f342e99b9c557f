# the listing of set, own names only, and in posix form
own_a='x y'; own_b=(1 2); own_f() { echo 1; }; set | grep -E '^own_'; set -o posix; set | grep -cE '^own_f'; set +o posix; set | grep -E '^(BASH_ARGC|BASH_ARGV|FUNCNAME|PIPESTATUS|GROUPS|DIRSTACK|OPTIND|OPTERR|IFS|PS4|HISTFILE|PS1|PS2|_)='
