# @Q @E @P @A @U @u @L @K @k @a
v=$'it\'s\ta tab'; declare -ri n=7; declare -A m=([k]='v 1'); a=(1 'two three')
echo "${v@Q}" "${n@A}" "${n@a}" "${a[@]@Q}" "${a[@]@A}" "${a@a}"
echo "${m[@]@K}" ; echo "${a[@]@K}"; printf '<%s>' "${a[@]@k}"; echo
e='x\ty'; echo "${e@E}"; w=wOrd; echo ${w@U} ${w@u} ${w@L}
p='\\ $w \x41 \101'; echo "${p@P}"
