# redirection errors
cat <nofile; echo $?; echo x >/nodir/f; echo $?; echo x >.; echo $?; echo hi >&99; echo $?; : <nofile2 || echo or; >created; ls created
x=; echo a >$x; echo $?; echo b >"$x"; echo $?; touch 'a b'; y='p q'; echo c >$y; echo $?; { echo in; } <nofile3; echo $?; while :; do :; done <nofile4; echo $?
