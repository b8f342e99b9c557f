# write a program with a here-doc, make it executable, run it
cat >prog <<'EOF'
#!/bin/bash
echo "prog $# ${1:-none}"
cat <<IN
inner $((2*3))
IN
exit 8
EOF
chmod +x prog; ./prog 'a b'; echo $?; PATH=.:$PATH; prog; echo $?; bash ./prog x y; . ./prog z; echo unreachable
