# set -C
set -C; echo a >f; echo b >f; echo "rc $?"; echo c >|f; cat f; echo d >>f; cat f; echo x >/dev/null; echo $?; set +C; echo z >f; cat f
: &>f2; ( set -C; echo n &>f2 ); echo $?
