# compgen and complete in a script
compgen -W 'apple apricot banana' ap; complete -W 'x y' foo; complete -p foo; compgen -b | grep -c .; compgen -k | tr '\n' ' '; echo; compgen -A signal SIGU; touch f1 f2; compgen -f f; compopt; echo $?; complete -r foo; complete; echo $?; bind -l 2>/dev/null | head -n 1 | grep -c a
