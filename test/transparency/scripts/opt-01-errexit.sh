# set -e and what it lets pass
set -e
false || echo or; if false; then :; fi; while false; do :; done; ! true; false && true; f() { false; echo survived; }; f || echo no; if f; then echo in-if; fi
x=$(false; echo y); echo $x; (set +e; false; echo plus); false | true; echo pipe
false
echo unreachable
