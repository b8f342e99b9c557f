# nocasematch in case, [[ ]], and replace
shopt -s nocasematch; case ABC in abc) echo ci;; esac; [[ Foo == fOO ]] && echo eq; [[ FOO =~ ^f ]] && echo re; s=AaBb; echo ${s//a/x}; shopt -u nocasematch; [[ Foo == foo ]] || echo cs
