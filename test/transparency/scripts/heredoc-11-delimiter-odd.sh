# odd delimiters
cat <<'}'
brace
}
cat <<!
bang $((2))
!
cat <<-"	T"
x
T
	T
cat <<$v
dollar
$v
cat <<''
until empty line

echo end
