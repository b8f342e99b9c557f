# tilde expansion rules
HOME=/h/user
echo ~ ~/x "~" \~ a~ x=~ ~nosuchuser_q
p=~/bin:~/lib; echo "$p"
echo ${z:-~} "${z:-~}"
