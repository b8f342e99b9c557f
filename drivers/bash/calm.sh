# Sourced after a run, whose status is unset where it was cut short: by an interrupt, or (C) by an error after which bash goes on with the
# next line of a script. Options that would show the driver, or fire on it, rest; the next run begins with them.
# After a syntax error in `[[` bash 5.2 does not parse the next one.
_hfe=${_hfe-${_hfi-C${_hfn-$?}}}
_hff=$-
case $_hff:$SHELLOPTS: in *[vxT]*:* | *:history:*)
	_hfo=$SHELLOPTS
	case :$SHELLOPTS: in *:history:*)
		_hff+=o
		\builtin history -d -1 # the command that has sourced this
		\builtin set +o history
		;;
	esac
	\builtin set +vxT
	;;
esac
case $_hff in *T*) \builtin trap - DEBUG ;; esac
case $_hfe in "2"*) case :$SHELLOPTS: in *:posix:*) ;; *) \builtin eval '[[ a ]]' 2>/dev/null || : ;; esac ;; esac
