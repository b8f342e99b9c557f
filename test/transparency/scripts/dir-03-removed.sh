# the working directory disappears
mkdir gone; cd gone; rmdir "$PWD"; echo still; pwd | sed 's,.*/,,'; ls; echo $?; cd ..; pwd | grep -c gone; mkdir n; cd n; mv ../n ../m; pwd | sed 's,.*/,,'; cd . ; echo $?; touch x; ls ../m
