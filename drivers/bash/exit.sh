# The EXIT trap of a shell whose user has none. What a run has left by `exit` becomes a fresh shell.
_hfr=$? _hfl=$_ _hfc=$BASH_COMMAND
_hfok=
{ \builtin eval '_hfok=1${2-}'; } >/dev/null 2>&1
case $_hfok in "" | *_hfok*) \. "${BASH_SOURCE%/../*}/../unshadow" ;; esac
\builtin test -v _hfz && \builtin return
\builtin . "${BASH_SOURCE%/../*}/../keep"
case ${_hfs-} in
1) \builtin echo K >|"${BASH_SOURCE%/../*}/st" ;;
*)
	\builtin . "${BASH_SOURCE%/../*}/../anew"
	;;
esac
