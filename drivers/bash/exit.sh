# The EXIT trap: the shell is about to end. It saves its state, says so, and becomes a fresh shell: same process, same
# children, same working directory. A shell that a signal is killing goes on dying, so that its status is the true one.
_hfr=${_hfz-$?} _hfv=${_hfy-$_} _hfc=$BASH_COMMAND
\builtin test -v _hfm && \builtin set +m # as before the run on a terminal
_hfo=$SHELLOPTS _hfb=$BASHOPTS
\builtin unset -v _hfm
\builtin enable builtin test echo printf trap alias umask dirs set unset declare enable exec eval return read
\builtin set +eufnvxTEtk +o posix
\builtin . $_hf/../dump >$_hf/dm
case ${_hfn+'\. $_hf/r'}$_hfc in
'\. $_hf/r'* | exit | "exit "* | '. $_hf/'*) _hfs= ;;
*) _hfs=signal ;;
esac
case $_hfr,$_hfv in # a run whose last command is `kill -TERM $$` looks like one that ends by `exit 0`
0,$$)
	IFS= \builtin read -rd '' _hfs <$_hf/r || \builtin :
	case $_hfs in *kill*) ;; *) _hfs= ;; esac
	;;
esac
if \builtin test -n "$_hfs"; then
	\builtin echo K >$_hf/st
else
	if \builtin test -v _hfx; then # the user's own EXIT trap; an `exit` in it ends the process, and the host restores the dump
		\builtin echo K >$_hf/st
		\builtin . $_hf/../status $_hfr
		\builtin eval "$_hfx"
	fi
	\builtin trap - QUIT TERM USR1 USR2 PIPE ALRM # an ignored signal could not be trapped in the new shell
	\exec </dev/null >/dev/null 2>&1                # drops the run's pipes, so that their end of file is true
	\builtin read -r -t 1 _hfs <$_hf/ctl # the rest of the command that the run has left
	\builtin trap '' HUP INT
	\builtin echo X$_hfr >$_hf/st
	case $_hfs in *unplug*) \builtin read -r -t 9 _hfs <$_hf/ctl ;; esac # until the run's terminal is gone
	\builtin trap - HUP INT
	\builtin . $_hf/again
fi
