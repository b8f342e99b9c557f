# Sourced after a run with options that would show the driver, or fire on it: they rest, and the next run begins with them.
# After a syntax error in `[[` bash 5.2 does not parse the next one.
_hfo=$SHELLOPTS
case :$SHELLOPTS: in *:history:*)
	_hff+=o
	\builtin history -d -1 # the command that has sourced this
	\builtin set +o history
	;;
esac
\builtin set +vxT
case $_hff in *T*) \builtin trap - DEBUG ;; esac
case $_hfe in "2"*) case :$SHELLOPTS: in *:posix:*) ;; *) \builtin eval '[[ a ]]' 2>/dev/null || : ;; esac ;; esac
