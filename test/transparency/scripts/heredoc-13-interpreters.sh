# here-docs into other programs
python3 - <<'P'
import sys
print("py", 1+1)
sys.stderr.write("pyerr\n")
P
bash -s arg1 <<'S'
echo "bash $1 $#"
exit 4
S
echo $?; awk -f /dev/fd/3 3<<'A' /dev/null
BEGIN { print "awk" }
A
