# cd variants, CDPATH, physical paths
mkdir -p a/b 'sp ace'; ln -s a/b l; R=$PWD; s() { echo "${PWD#$R}"; }; cd a; s; cd b; s; cd - | sed "s,$R,R,"; cd ..; s; cd l; s; cd -P .; s; cd "$R/l/.."; s; cd "$R"; CDPATH=a; cd b | sed "s,$R,R,"; cd b >/dev/null; s; unset CDPATH; cd "$R/sp ace"; s; cd nope; echo $?; HOME=$R/a; cd; s; cd ''; echo $?; unset HOME; cd; echo $?
