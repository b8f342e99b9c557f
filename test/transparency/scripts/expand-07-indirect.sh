# ${!x}, ${!prefix*}, ${!arr[@]}
tv_a=1; tv_b=2; ref=tv_b
echo ${!ref} ${!tv_*} "${!tv_@}"
arr=([3]=x [7]=y); echo ${!arr[@]}; ir='arr[7]'; echo ${!ir}
p=1; set -- first second; echo ${!p} ${!#}
echo "${!nosuch}" ; echo "rc $?"
