# reserved words as arguments and variables
echo if then else fi for do done case esac while until function select time { } ! [[ in
if=1; for=2; echo $if $for; for in in in; do echo $in; done; for do in do done; do echo $do; done
