# PIPESTATUS and pipefail
true | false | (exit 3); echo "${PIPESTATUS[@]}" $?; (exit 2) | true; echo $? ; set -o pipefail; (exit 2) | (exit 5) | true; echo "$?"
false | true && echo no; ! false | true; echo "$? ${PIPESTATUS[*]}"; x=$(exit 9 | true); echo $?; set +o pipefail; x=$(exit 9 | true); echo $?
