# Sourced at top level, never in a function: there `trap -p` hides ERR, RETURN and DEBUG, and `declare -p` adds locals.
# Each section starts with a line of RS and a letter; functions come late, since they hold
# arbitrary lines. RS and Z end the dump: the next one may follow at once.
\builtin printf '\036V\n'
\builtin declare -p
\builtin printf '\036P\n'
(( $# )) && \builtin printf '%q ' "$@"
\builtin printf '\n\036A\n'
\builtin alias -p
\builtin printf '\036T\n'
\builtin trap -p
\builtin printf '\036U\n'
\builtin umask -p
\builtin printf '\036D\n'
\builtin dirs -l -p
\builtin printf '\036E\n'
\builtin enable -n
\builtin printf '\036N\n'
\builtin declare -F
\builtin printf '\036F\n'
\builtin declare -f
\builtin printf '\n\036Z\n'
