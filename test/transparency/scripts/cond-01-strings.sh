# [[ ]] strings and patterns
s=abc.txt
[[ $s == *.txt ]] && echo glob; [[ $s == "*.txt" ]] || echo lit; [[ a < b && ! b < a ]] && echo lt
[[ -z '' && -n x ]] && echo zn; p='a*'; [[ abc == $p ]] && echo var; [[ abc == "$p" ]] || echo qvar
[[ $s = @(abc|def).* ]] && echo ext; [[ (a == b || c == c) && d ]] && echo par
