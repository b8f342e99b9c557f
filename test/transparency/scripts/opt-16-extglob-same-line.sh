# extglob enabled on the line that uses it is a syntax error
echo start
shopt -s extglob; echo !(x|y)
echo next $?
