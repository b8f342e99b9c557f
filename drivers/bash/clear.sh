# Sourced last behind a run or a look: no name of the driver's is left but `_hfe`, which says that no run goes on, and `_hfu`. They are
# named one by one: `${!_hf@}` has bash sort all variables of the user's.
\builtin unset -v _hff _hfg _hfi _hfk _hfn _hfo _hfok _hft _hfy
