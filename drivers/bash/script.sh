# Sourced last before a run that is a script of its own: what it would see of the driver goes. `trap -p` does not show
# DEBUG in a sourced file, so the EXIT trap itself tells it, ahead of the dump.
_hfn=1
\builtin trap - RETURN
\builtin trap '{ _hfz=$? _hfy=$_; \builtin trap -p DEBUG; \builtin trap - DEBUG; } >$_hf/dm 2>/dev/null; { . $_hf/../exit; } 2>/dev/null' EXIT
