# pathname expansion order, dot files, directories
mkdir -p d/e; touch d/1 d/10 d/2 d/B d/a d/.h 'd/sp ace'
echo d/* ; echo d/.* ; echo d/[[:upper:]]* d/[!a-z]* d/?; cd d; echo */ ./*
