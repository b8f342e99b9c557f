# two here-docs on one command, and in a pipeline
cat /dev/fd/3 - 3<<A <<B
from three
A
from zero
B
cat <<X | tr a-z A-Z | sed "s/^/$(cat <<Y
> 
Y
)/"
piped text
X
