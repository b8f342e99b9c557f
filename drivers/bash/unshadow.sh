# Sourced where a function of the user's is called `builtin`: what the driver says does nothing, or is said in a function, which cannot
# return or set for its caller. In posix mode a special builtin is found before functions, and so it can go. The host says that (S).
case :$SHELLOPTS: in *:posix:*) _hfok=1 ;; *) _hfok= POSIXLY_CORRECT=y ;; esac
\unset -f builtin
case $_hfok in "") \unset -v POSIXLY_CORRECT ;; esac
_hff+=S
