# the script ends in another directory
mkdir -p deep/er; cd deep/er; echo "${PWD##*/}"; touch here; ls
cd /; pwd
