# hostile globals: IFS, PATH, POSIXLY_CORRECT, unset variables
IFS=x; echo axb; y=axb; echo $y; unset IFS; POSIXLY_CORRECT=1; echo p; unset POSIXLY_CORRECT; set +o posix
PATH=; ls; echo "rc $?"; unset PATH; echo still; type echo; BASH_ENV=/nofile; ENV=/nofile; LC_ALL=C; echo é | wc -c
echo end
