# read -r -n -N -d -a -p -t -u -s
printf 'ab\\c d\nline2 x  y  \nq:r,s\n' >f
exec 5<f; read -u 5 a b; echo "$a|$b"; read -r -u5 a b; echo "$a|$b"; IFS=:, read -u5 -a arr; declare -p arr; read -u5 z; echo "$? [$z]"; exec 5<&-
read -n 3 x <<<abcdef; echo $x; read -N 5 x <<<$'a\nb c'; echo "${x@Q}"; read -d : x <<<'p q:r'; echo "$x"; read -p prompt x <<<v; echo $x; read -s x <<<s; echo $x
