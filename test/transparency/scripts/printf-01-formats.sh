# printf conversions
printf '%s|%10s|%-10s|%.2s|%c|%5.1f|%e|%g|%x|%X|%#x|%o|%05d|%+d|% d\n' a b c defg hij 3.14159 12345.678 0.0001 255 255 255 8 42 7 7
printf '%d %d %d\n' 0x1F 010 "'A"; printf '%s-%s\n' 1 2 3; printf '%%|%b|%q\n' 'a\tb\0101' "it's \$5"; printf '%*d|%-*d|%.*f\n' 5 1 5 2 2 3.14159; printf '\x41\u20ac\101\n'
