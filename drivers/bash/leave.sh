# Sourced behind the user's own EXIT trap: the shell becomes a fresh one, unless a signal ends it.
case ${_hfz-}${_hfs-} in "")
	\builtin test -v _hfp && \builtin . "${BASH_SOURCE%/../*}/post"
	\builtin . "${BASH_SOURCE%/../*}/../dump" >"${BASH_SOURCE%/../*}/dm"
	\builtin . "${BASH_SOURCE%/../*}/../anew"
	;;
esac
