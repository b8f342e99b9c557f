# stray fi in the middle
echo a
fi
echo b
