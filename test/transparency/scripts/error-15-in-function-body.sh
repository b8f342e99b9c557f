# syntax error in a function after good commands on the same line
echo a; echo b
f() { if true; then echo x; }
echo c
