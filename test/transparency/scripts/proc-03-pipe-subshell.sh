# variables set in pipelines are lost, groups kept
x=1; echo 2 | read x; echo $x; { x=3; }; echo $x; (x=4); echo $x; echo a | { read x; echo "in $x"; }; echo $x
seq 3 | while read n; do ((s+=n)); done; echo "${s-unset}"; echo err-both |& cat; ls /nope_q |& sed 's/.*: //'
