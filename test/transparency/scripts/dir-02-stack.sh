# pushd popd dirs
mkdir x y z; R=$PWD; d() { dirs | sed "s,$R,R,g"; }; HOME=/nohome; pushd x >/dev/null; pushd ../y >/dev/null; pushd ../z >/dev/null; d; pushd +1 >/dev/null; d; popd >/dev/null; d; dirs -v | wc -l; popd +9; echo $?; pushd -n /usr >/dev/null; d; dirs -c; d; popd; echo $?; echo ${#DIRSTACK[@]}; echo ~+ ~- | sed "s,$R,R,g"
