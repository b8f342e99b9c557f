# aliases, expanded from the next line on
alias; shopt -s expand_aliases
alias e='echo aliased ' arg='expanded' loop='for i in 1 2; do'; alias
e arg; e 'arg'; \e no; loop echo $i; done
alias if2='if true; then'; if2 echo same-line-no; fi
if2 echo next; fi; unalias e; e gone; alias nosuch; echo $?; type loop; alias -p | wc -l; unalias -a; alias; eval "alias q='echo qq'
q"; BASH_ALIASES[z]='echo zz'
z
