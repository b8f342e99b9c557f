# here-doc delimited by end of file
echo first
cat <<EOF
line one
line two $((1+1))
