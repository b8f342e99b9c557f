# Sourced in a copy of the shell, whose output is a file of its own: it tells the state while the shell itself goes on. It holds nothing that
# the user has opened.
_hfcp=3
while (( _hfcp < 255 )); do
	\builtin exec {_hfcp}>&-
	(( _hfcp += 1 ))
done
\builtin . "${BASH_SOURCE%/../*}/../dump"
