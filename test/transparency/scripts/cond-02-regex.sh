# [[ =~ ]] and BASH_REMATCH
re='^([a-z]+)([0-9]*)-(.*)$'
[[ ab12-rest =~ $re ]] && declare -p BASH_REMATCH
[[ nomatch =~ ^x ]]; echo $? ${#BASH_REMATCH[@]}
[[ 'a.b' =~ a"."b ]] && echo q; [[ axb =~ a"."b ]] || echo nq
[[ x =~ '(' ]]; echo $?; bad='('; [[ x =~ $bad ]]; echo $?
[[ é =~ ^.$ ]]; echo $?
