# unicode in names, values, lengths, case and patterns
s='héllo wörld 日本語 🚀 e'$'\u0301'; echo "$s" ${#s} "${s:6:5}" "${s^^}" "${s//ö/o}"; touch 'ф.txt' '日本'; ls; echo *本 [ф]*; LC_ALL=C; echo ${#s}; printf '%q\n' "$s"; printf '%-6s|%.3s|\n' é 日本語
declare -A m=([ключ]=знач); echo "${m[ключ]}"
