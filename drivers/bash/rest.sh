# Sourced after a run with options that would show the driver, or fire on it: they rest, and the next run begins with them.
# After a syntax error in `[[` bash 5.2 does not parse the next one. For a trap that was left by an error, as that of an interrupt is, it goes
# on to believe that the trap runs, and BASH_COMMAND and what it says of killed commands stay as they were: the end of a trap of CHLD undoes that.
_hfo=$SHELLOPTS
case :$SHELLOPTS: in *:history:*)
	_hff+=o
	\builtin history -d -1 # the command that has sourced this
	\builtin set +o history
	;;
esac
\builtin set +vxT
case $_hfe in "2"*) case :$SHELLOPTS: in *:posix:*) ;; *) \builtin eval '[[ a ]]' 2>/dev/null || : ;; esac ;; esac
case ${_hfi-} in ?*)
	\builtin trap -p CHLD >|"${BASH_SOURCE%/../*}/chld_kept"
	\builtin trap '\builtin :' CHLD
	(\builtin :)
	\builtin trap - CHLD
	\builtin . "${BASH_SOURCE%/../*}/chld_kept"
	;;
esac
