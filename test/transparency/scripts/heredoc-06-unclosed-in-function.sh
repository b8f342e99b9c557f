# unclosed here-doc inside braces makes a syntax error
echo first
f() {
cat <<EOF
text
}
f
