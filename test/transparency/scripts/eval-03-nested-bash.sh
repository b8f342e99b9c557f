# bash -c, -s, -e, with names and arguments
bash -c 'echo $0 $1 $#' name a b; bash -ec 'false; echo no'; echo $?; echo 'echo from stdin $1' | bash -s arg; bash -uc 'echo $x'; echo $?; bash -xc 'true x'; bash -n -c 'echo no'; bash -nc 'fi'; echo $?; bash --norc -O extglob -c 'echo @(.)'; bash nofile; echo $?; bash -c; echo $?; bash -Q 2>/dev/null; echo $?; sh -c 'echo $0'
