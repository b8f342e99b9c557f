# array expansions in printf, for, and length of each
a=(alpha '' 'g a' $'n\nl')
printf '<%s>\n' "${a[@]}"; for i in "${!a[@]}"; do echo $i ${#a[i]}; done
echo "${a[@]/a/A}" ; echo "${a[*]/%?/_}"; IFS=/; echo "${a[*]}"
