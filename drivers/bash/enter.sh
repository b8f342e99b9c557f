# Sourced first in a shell that has started in its private folder: it goes to its working directory, _hfwd. (An argument would stand in
# BASH_ARGC for ever.)
_hfq=${OLDPWD-}
\builtin cd -- "$_hfwd" || \builtin exit 127
OLDPWD=$_hfq
case $_hfq in "") \builtin unset -v OLDPWD; \builtin export OLDPWD ;; esac
\builtin unset -v _hfq _hfwd
