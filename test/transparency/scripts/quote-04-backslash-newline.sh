# continuation lines everywhere
echo a\
b \
 c
echo "d\
e" 'f\
g'
if tr\
ue; then ec\
ho joined; fi
