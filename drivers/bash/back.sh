# Sourced between `bye` and the user's EXIT trap, whose status it hands on: where `set -e` ends a shell, bash has undone the redirections of the
# run already. They stand at the end of the command.
case ${_hfc-} in '\builtin eval '*" > "*" 2> "*)
	\builtin test /dev/fd/1 -ef /dev/null && \builtin eval "\\exec >${_hfc##* > }"
	;;
esac
\builtin return "${_hfr-0}"
