# aliases are not expanded in a script by default
alias ls='echo no'; alias
ls -d .
shopt expand_aliases
