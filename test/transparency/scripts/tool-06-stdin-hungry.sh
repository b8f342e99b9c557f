# children that would read the script's input find it empty
cat - | wc -c; ssh_like() { cat >/dev/null; }; for i in 1 2 3; do ssh_like; echo $i; done; printf 'a\nb\n' | while read x; do cat; echo "x=$x"; done; sort; head -c 5 | od -c; bash; echo "bash $?"; sh -s; awk '{print}' ; echo end
