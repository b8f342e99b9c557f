# extdebug lets DEBUG skip commands
shopt -s extdebug
trap '[[ $BASH_COMMAND != *skip* ]]' DEBUG
echo one; echo skip-me; echo two
trap - DEBUG
shopt -u extdebug; echo skip shown
