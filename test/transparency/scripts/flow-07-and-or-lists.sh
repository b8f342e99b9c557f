# precedence of && || ! ; & and groups
true || echo no && echo yes; false && echo no || echo alt; ! false && echo neg; ! true; echo $?
{ false; true; } && echo grp; (exit 3) || echo "sub $?"; ! { false; } ; echo $?; time -p true 2>/dev/null; ! ! true; echo $?
