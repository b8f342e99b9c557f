# (( )) with zero under set -e
set -e
((1)); echo one
i=0; ((++i)); echo two
((i--)); echo three
((i++))
echo unreachable
