# a string that looks like a here-doc and the reverse
echo "cat <<EOF
not a heredoc
EOF"
cat <<EOF
"unbalanced ' quotes ` + "`" + `
EOF
