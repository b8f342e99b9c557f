# Sourced before a run whose text sets or shows traps. The EXIT trap of the shell is the runtime's; this function keeps
# the user's in _hfx and shows it as bash would. It cannot serve ERR, RETURN and DEBUG: `trap - ERR` in a function is
# undone when the function returns.
trap() {
	local _hfa=${1-} _hfl=() _hfi
	case $#,$_hfa in
	0,*) ;;
	*,-p) \builtin shift ;;
	*,-[!-]*) \builtin trap "$@"; \builtin return ;;
	*) _hfa=${1/#-p/} ;;
	esac
	if (( ! $# )) || [[ $_hfa == -p ]]; then
		(( $# )) || \builtin set -- 0 {1..60} 62 63 64
		for _hfi; do
			if [[ ${_hfi^^} != @(EXIT|0) ]]; then \builtin trap -p "$_hfi" 2>/dev/null
			elif [[ -v _hfx ]]; then \builtin printf "trap -- '%s' EXIT\n" "${_hfx//\'/\'\\\'\'}"
			elif [[ -v _hfq ]]; then \builtin trap -p EXIT
			fi
		done
		\builtin return
	fi
	[[ $1 == -- ]] && \builtin shift
	_hfa=${1-}
	if (( $# == 1 )); then _hfa=-; else \builtin shift; fi
	for _hfi; do
		if [[ ${_hfi^^} != @(EXIT|0) ]]; then _hfl+=("$_hfi")
		elif (( BASH_SUBSHELL )); then
			_hfq=1
			\builtin unset -v _hfx
			\builtin trap -- "$_hfa" EXIT
		elif [[ $_hfa == - ]]; then \builtin unset -v _hfx
		else _hfx=$_hfa
		fi
	done
	(( ! ${#_hfl[@]} )) || \builtin trap -- "$_hfa" "${_hfl[@]}"
}
