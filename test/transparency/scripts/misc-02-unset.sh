# unset with and without -v -f -n
x=1; x() { echo fn; }; unset x; echo ${x-gone}; x; unset x; x 2>/dev/null; echo $?; y=1; y() { :; }; unset -f y; echo $y; unset -v y z; echo $?; unset PATH_q IFS; unset 'a b'; echo $?; unset BASH_VERSINFO; echo $?; unset UID; echo $?; a=(1 2 3); unset a[1] 'a[9]'; echo ${!a[@]}; unset; echo $?
