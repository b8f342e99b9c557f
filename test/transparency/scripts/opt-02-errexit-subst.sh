# set -e with assignments, subshells, inherit_errexit
set -e
( false; echo no ) || echo "sub $?"; x=$(false) || echo "as $?"; shopt -s inherit_errexit; y=$(false; echo y) || echo "inh $? [$y]"
local_f() { local z=$(false); echo masked; }; local_f
z=$(exit 6)
echo no
