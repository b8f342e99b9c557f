# classic filters
printf '%s\n' 'b 2' 'a 10' 'c 3' >f; sort -k2n f | awk '{s+=$2; print NR": "$1} END{print s; exit 3}'; echo ${PIPESTATUS[1]}; sed -n '2{s/a/Z/p;q}' f; sed 's/\(.\) \(.*\)/\2 \1/' f | tac; cut -d' ' -f2 f | paste -sd+; tr a-c A-C <f | rev; uniq -c <<<$'x\nx\ny' | tr -s ' '; join f f | wc -l; comm -12 <(sort f) <(sort f) | head -n 1; grep -n c f; grep -q zz f; echo $?
