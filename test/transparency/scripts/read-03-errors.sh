# read failures
read 1bad <<<x; echo $?; read -n -1 x <<<a; echo $?; read -t x y; echo $?; read -u 33 x; echo $?; readonly ro=1; read ro <<<2; echo "$? $ro"; read -Q; echo $?; printf 'no newline' | { read x; echo "$? $x"; }; read -t 0.05 x < <(sleep 0.4); [ $? -gt 128 ] && echo timeout; read a b <<<''; echo "$? [$a][$b]"
