# case modification
s='hello WORLD éa'
echo "${s^}" "${s^^}" "${s,}" "${s,,}" "${s~}" "${s~~}" "${s^^[lo]}" "${s,,[WO]}"
a=(ab cd); echo ${a[@]^} ${a[*]^^}
declare -u U=low; declare -l L=HIGH; declare -c C='cap me' 2>&1; echo $U $L "$C"
