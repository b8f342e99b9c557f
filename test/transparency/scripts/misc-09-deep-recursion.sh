# 500 frames and 200 nested subshell levels of eval
r() { (($1)) && r $(($1-1)) || echo bottom; }; r 500; e='echo nested'; for i in {1..60}; do e="eval $(printf %q "$e")"; ((${#e}>20000)) && break; done; eval "$e"; s() { if (($1)); then (s $(($1-1))); else echo $BASH_SUBSHELL; fi; }; s 30
