# where # starts a comment and where not
echo a#b 'a #b' a\ #b #gone
echo $# ${#} $((16#ff)) # c
x=#notcomment; echo "[$x]"; y=a#b; echo $y; : # nothing
echo "${x#\#}" `echo bt # in backticks
` $(echo cs # in sub
)
shopt -u interactive_comments; echo still #comment
