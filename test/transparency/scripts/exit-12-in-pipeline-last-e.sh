# set -e, pipefail and exit in the last element
set -eo pipefail
echo one | { cat; exit 0; }
echo two | { cat >/dev/null; exit 33; }
echo unreachable
