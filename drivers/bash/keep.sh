# The shell is about to end: what it was doing, and its state. A signal shows by the command that it has interrupted; a run whose last
# command is `kill -TERM $$` looks like one that ends by `exit 0`. In doubt it is a signal: then the shell ends, and its status is the true one.
\builtin test -v _hfm && \builtin set +m # as before the run on a terminal
_hfo=$SHELLOPTS _hfb=$BASHOPTS
\builtin unset -v _hfm _hfs
\builtin enable builtin test echo printf trap alias umask dirs set unset declare enable exec eval return read mapfile cd export kill :
\builtin set +eufnvxTEtk +o posix
case $_hfc in
'\builtin eval '* | exit | "exit "* | '{ \builtin trap '* | '_hfe='* | '\. '*'/../'*) ;;
*) _hfs=1 ;;
esac
case $_hfr,$_hfl in "0,$$")
	case $_hfc in *'$_hfd"'*) IFS= \builtin read -rd '' _hfc <"${BASH_SOURCE%/../*}/c" || \builtin : ;; esac
	case $_hfc in *kill*) _hfs=1 ;; esac
	;;
esac
\builtin test -v _hfp && \builtin . "${BASH_SOURCE%/../*}/post"
\builtin . "${BASH_SOURCE%/../*}/../dump" >"${BASH_SOURCE%/../*}/dm"
