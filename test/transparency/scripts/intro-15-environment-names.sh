# names in the environment of a child
env | sed 's/=.*//' | grep -E '^[A-Za-z_][A-Za-z0-9_]*$' | sort | grep -vxE '_|OLDPWD' ; env -i bash -c 'env | sort'
