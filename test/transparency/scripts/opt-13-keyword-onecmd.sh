# set -k and set -t
set -k; bash -c 'echo "$kv"' kv=fromk; set +k
bash -t <<<$'echo one\necho two'; set -P; mkdir d; ln -s d l; cd l; pwd | grep -o '/d$'; cd ..; set +P; cd l; pwd | grep -o '/l$'
