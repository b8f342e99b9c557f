# empty words survive or vanish
n() { echo "$#"; }
e=
n $e; n "$e"; n ''; n $e''; n "$@"; n "${@}"x; n $* ; n "$*"; n ""$e""
set -- ''
n "$@"; n $@
