# exec of a missing command ends a script
echo before
exec /no/such/program arg
echo "after $?"
