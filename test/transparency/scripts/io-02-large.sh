# 300 KB on both streams at once
for i in {1..3}; do seq 1 18000; seq 1 18000 >&2; done
printf '%0100000d\n' 7
printf '%0100000d\n' 8 >&2
