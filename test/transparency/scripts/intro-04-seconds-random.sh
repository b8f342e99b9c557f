# SECONDS, RANDOM, SRANDOM with seeds
SECONDS=100; echo $SECONDS; RANDOM=42; a=$RANDOM b=$RANDOM; RANDOM=42; [ $a = $RANDOM ] && echo seeded; echo $a $b; unset RANDOM; echo "[${RANDOM-}]"; [[ $EPOCHSECONDS -gt 1000000000 ]] && echo epoch; [[ $EPOCHREALTIME == *.* ]] && echo rt; SECONDS=x; echo $SECONDS; echo ${#SRANDOM} | grep -c .
