# bodies with lines that nearly end it
cat <<EOF
EOF 
 EOF
EOFX
}
done
)
E\
OF
EOF
echo next
