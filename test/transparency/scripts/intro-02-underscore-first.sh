echo "first: [$_]" | sed 's,/[^ ]*/,DIR/,'  # $_ on the very first command
echo "$_"
