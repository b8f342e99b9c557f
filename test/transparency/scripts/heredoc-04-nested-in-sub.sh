# here-doc inside $( ) inside a here-doc
cat <<OUT
outer $(cat <<IN
inner $(echo "deep )")
IN
) end
OUT
x=$(cat <<'E'
unbalanced ) paren ' and "
E
); echo "$x"
