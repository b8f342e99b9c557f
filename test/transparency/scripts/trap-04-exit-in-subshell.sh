# EXIT traps of subshells fire at once
(trap 'echo bye $?' EXIT; echo in; exit 3); echo $?; x=$(trap 'echo t' EXIT; echo body); echo "$x"; (trap 'exit 9' EXIT; true); echo $?; (trap 'echo a' EXIT; trap - EXIT; echo none); bash -c 'trap "echo child" EXIT; false'; echo $?
f() ( trap 'echo ff' EXIT; return 4 ); f; echo $?
