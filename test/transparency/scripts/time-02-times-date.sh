# fixed clocks only: date -d, TZ, touch -d, stat
TZ=UTC date -d @0 +%FT%T; TZ=America/New_York date -d @1700000000 '+%H:%M %Z'; touch -d '2001-02-03 04:05:06 UTC' f; TZ=UTC stat -c %y f; TZ=UTC ls -l --time-style=full-iso f | awk '{print $6,$7}'; touch -r f g; [ f -nt g ] || [ f -ot g ] || echo same
