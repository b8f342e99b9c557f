# failglob aborts the command, the script goes on
shopt -s failglob
echo before; ls nomatch_*; echo "same line $?"
echo "next $?"
f() { echo zz_*; echo in-f; }; f
echo end
