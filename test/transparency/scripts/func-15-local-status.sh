# local x=$(false) masks, separate keeps
f() { local x=$(exit 4); echo $?; local y; y=$(exit 5); echo $?; declare z=$(exit 6); echo $?; export q=$(false); echo $?; w=$(exit 3) v=ok; echo $?; }; f
