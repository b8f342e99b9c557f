# scripts with odd shebangs and binary content
printf '#!/no/interp\n' >a; printf '\x7fELFjunk\n' >b; printf 'echo noshebang $1\n' >c; printf '#!/bin/sh -u\necho sh\necho $x\n' >d; printf '#!/usr/bin/env nosuch_q\n' >e; chmod +x a b c d e
./a; echo $?; ./b; echo $?; ./c arg; echo $?; ./d; echo $?; ./e; echo $?
