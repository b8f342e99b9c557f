# OLDPWD, CDPATH, PWD at the beginning
echo "${OLDPWD-unset}" | sed 's,/.*,set,'; cd - >/dev/null; echo "rc $?"; [ "$PWD" = "$(pwd -P)" ] && echo pwd-real; echo "${CDPATH-nocd}"; declare -p PWD | cut -c1-14; dirs | wc -l
