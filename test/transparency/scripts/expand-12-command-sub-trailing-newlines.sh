# command substitution strips trailing newlines, and NULs with a warning
x=$(printf 'a\n\n\n'); echo "[$x]"
y=$(printf 'a\0b'); echo "[$y]"
z="$(printf '\n\nq\n')"; echo "[$z]"
echo "$(<nofile)" "rc=$?"
echo hello >f; echo "[$(<f)]"
