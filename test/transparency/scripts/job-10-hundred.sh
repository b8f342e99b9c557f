# a hundred quick jobs
for i in {1..100}; do (exit $((i%7))) & p[i]=$!; done; s=0; for i in {1..100}; do wait ${p[i]}; ((s+=$?)); done; echo $s; jobs | wc -l
