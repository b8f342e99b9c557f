# Sourced by the trap of an interrupt, and by that of C-c on a terminal. Once, and only while a run goes on: the user's own INT trap runs as a
# Ctrl-C would make it run, and an error of usage takes bash to its top level, out of all functions, files and loops.
\builtin test -v _hfe || \builtin test -v _hfi || {
	\builtin trap -p INT >|"${BASH_SOURCE%/../*}/int_trap"
	_hfi=130 _hft=
	IFS= \builtin read -r _hft <"${BASH_SOURCE%/../*}/int_trap" || \builtin :
	case $_hft in
	"" | "trap -- '' "* | *"/../interrupt "*) ;;
	*) \builtin kill -INT "$$" ;;
	esac
	\builtin echo >|"${BASH_SOURCE%/../*}/armed"
	\builtin shift 1 2
}
