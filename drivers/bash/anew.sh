# The shell becomes a fresh one: same process, same children, same working directory. It starts in its private folder, where its script
# has a name without a path, and goes back before it tells; where the way back is gone, it stays.
\builtin trap - QUIT TERM USR1 USR2 PIPE ALRM # an ignored signal could not be trapped in the new shell
\exec </dev/null >/dev/null 2>&1                # drops the run's pipes, so that their end of file is true
_hfc=
\builtin echo '#end' >|"${BASH_SOURCE%/../*}/ctl" # behind the rest of the command that the run has left
while \builtin read -r -t 1 _hfcl <"${BASH_SOURCE%/../*}/ctl"; do
	case $_hfcl in
	*unplug*) _hfc=$_hfcl ;;
	*'#end') \builtin break ;;
	esac
done
\builtin trap '' HUP INT
case $_hfc in *unplug*)
	\builtin echo "X$_hfr" >|"${BASH_SOURCE%/../*}/st"
	\builtin read -r -t 9 _hfc <"${BASH_SOURCE%/../*}/ctl" # until the run's terminal is gone
	_hfr=
	;;
esac
\builtin trap - HUP INT
if \builtin test . -ef "$PWD"; then
	\builtin printf '\\builtin cd -- %q;OLDPWD=%q\n' "$PWD" "${OLDPWD-}" >|"${BASH_SOURCE%/../*}/ctl"
	_hfc=bash
else
	_hfc=${BASH_SOURCE%/../*}/bash
fi
case $_hfr in ?*) \builtin printf '\\builtin echo X%s >|%q\n' "$_hfr" "${BASH_SOURCE%/../*}/st" >|"${BASH_SOURCE%/../*}/ctl" ;; esac
\builtin export -n "${!_hf@}"
case $_hfc in bash) \builtin cd -- "${BASH_SOURCE%/../*}" ;; esac
\builtin . "${BASH_SOURCE%/../*}/again" "$_hfc"
