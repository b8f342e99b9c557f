# return at top level of a script (exempt in the contract)
echo a
return 5
echo "after $?"
