# Sourced at top level when a shell starts and after each restore; $_hf is the interpreter's folder (docs/protocol.md).
# The EXIT trap keeps the shell when a run exits; the real-time signal abandons a run and leaves INT to the user. In a
# script of its own (_hfn) a run ends by `exit`; a sourced one by `return` from every function, which `arm` sees to.
\builtin trap '{ . $_hf/../exit; } 2>/dev/null' EXIT
\builtin trap '{ . $_hf/../interrupt; \builtin test -v _hfn && \builtin exit 130; . $_hf/../arm; \builtin return 130; } 2>/dev/null' RTMAX-3
\builtin . $_hf/../last
BASH_ARGV0=$_hf/r
