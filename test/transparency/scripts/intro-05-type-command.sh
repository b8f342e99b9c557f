# type, command -v, hash, which builtins are enabled
type if echo ls cd nosuch_q 2>&1 | sed 's, /.*/ls, ls,'; type -t if echo nosuch; f() { :; }; type -t f; type -a echo | head -n 1; command -v f if cd; command -V cd; enable -n echo; type -t echo; enable echo; enable -n; enable -s | head -n 3; hash; hash -r; hash nosuch; echo $?; ls >/dev/null; hash -t ls | sed 's,.*/,,'
