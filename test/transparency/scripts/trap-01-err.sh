# ERR trap: where it fires and where not
trap 'echo "ERR $? line $LINENO"' ERR
false
false || true; if false; then :; fi; ! true; (exit 5); f() { false; echo in; }; f; set -E; f; x=$(false); false | true; true | false; [[ a == b ]]; ((0)); trap - ERR; false; echo end
