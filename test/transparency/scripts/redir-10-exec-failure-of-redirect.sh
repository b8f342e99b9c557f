# a failing exec redirection ends the script
echo before
exec 3</no/such/file
echo "after $?"
