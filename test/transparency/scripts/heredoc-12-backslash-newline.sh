# line joining in unquoted bodies, not in quoted
cat <<A
one \
two \\
three \$x \`
A
cat <<'B'
one \
two
B
