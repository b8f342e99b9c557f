# The function `trap` is there because the EXIT trap of the shell is the runtime's: it sets the user's behind that, and shows it as bash
# would. It is evaluated at top level, so that bash's own messages have no file of the driver's. It cannot serve ERR, RETURN and
# DEBUG wholly: `trap - ERR` in a function is undone when the function returns.
trap() {
	{ \builtin local - _hfa _hfh _hfj _hfv _hfx; \builtin set +efuvxT; } 2>/dev/null
	_hfa=${1-} _hfh=FOLDER _hfv=() _hfx=0
	case $#,$_hfa in
	0,* | *,-p) ;;
	*,-[!-]*) \builtin trap "$@"; \builtin return ;;
	*,--) \builtin shift; _hfa=${1-} ;;
	esac
	if (( ! $# )) || [[ ${1-} == -p ]]; then
		\builtin shift "$(( $# > 0 ))"
		[[ ${1-} == -- ]] && \builtin shift
		(( $# )) || \builtin set -- 0 {1..31} {34..60} 62 63 64
		for _hfj; do
			case ${_hfj^^} in
			EXIT | 0)
				_hfa=$(\builtin trap -p EXIT)
				case $_hfa in
				"trap -- '{ case \$BASHPID in \"\$\$\") \\. $_hfh/../exit ;;"*) ;;
				"trap -- '{ case \$BASHPID in \"\$\$\") \\. $_hfh/../bye ;;"*)
					_hfa=${_hfa#*'/../back;'}
					\builtin printf "trap -- '%s' EXIT\n" "${_hfa%$'\n''{ case $BASHPID in '*}"
					;;
				?*) \builtin printf '%s\n' "$_hfa" ;;
				esac
				;;
			*) \builtin trap -p "$_hfj" ;;
			esac || _hfx=$?
		done
		\builtin return "$_hfx"
	fi
	if [[ $1 == +([0-9]) ]] && (( 10#$1 <= 64 )) || [[ $#,${1^^} == 1,EXIT ]]; then
		_hfa=-
	elif (( $# == 1 )); then
		\builtin trap -- "$1"
		\builtin return
	else
		\builtin shift
	fi
	for _hfj; do
		case ${_hfj^^},$BASHPID in
		EXIT,"$$" | 0,"$$") ;;
		*) _hfv+=("$_hfj"); \builtin continue ;;
		esac
		case $_hfa in
		-) \builtin trap "{ case \$BASHPID in \"\$\$\") \\. $_hfh/../exit ;; esac; } 2>/dev/null" EXIT ;;
		*) \builtin trap "{ case \$BASHPID in \"\$\$\") \\. $_hfh/../bye ;; esac; } 2>/dev/null;\\. $_hfh/../back;$_hfa"$'\n'"{ case \$BASHPID in \"\$\$\") \\. $_hfh/../leave ;; esac; } 2>/dev/null" EXIT ;;
		esac
	done
	(( ! ${#_hfv[@]} )) || \builtin trap -- "$_hfa" "${_hfv[@]}"
}
