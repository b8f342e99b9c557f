# Sourced with the status and last argument that the next run has to see as $? and $_.
\builtin return "$1"
