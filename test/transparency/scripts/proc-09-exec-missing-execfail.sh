# execfail keeps the script alive
shopt -s execfail
exec nosuchprog_q; echo "rc $?"
exec ./; echo "rc $?"
: >f; exec ./f; echo "rc $?"
