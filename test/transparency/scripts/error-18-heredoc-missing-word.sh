# << without a delimiter
echo a
cat <<
echo b
