# shopt lastpipe (job control is off in a script)
shopt -s lastpipe; echo v | read x; echo "[$x]"; seq 4 | mapfile -t a; echo ${#a[@]}; printf 'a b\n' | while read p q; do keep=$q; done; echo $keep; true | exit_in() { :; }; echo z | { read y; (exit 6); }; echo "$? $y"
