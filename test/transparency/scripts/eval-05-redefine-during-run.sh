# a script that rewrites its helper while reading it
printf 'echo v1\nprintf "echo v2\\n" >>h\n' >h; . ./h; . ./h 2>&1 | tail -n 2; f() { f() { echo second; }; echo first; }; f; f; g() { unset -f g; echo once; }; g; g 2>/dev/null; echo $?
