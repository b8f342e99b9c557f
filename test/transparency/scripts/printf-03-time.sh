# %(fmt)T with a fixed zone and moment
export TZ=UTC
printf '%(%Y-%m-%dT%H:%M:%S%z)T\n' 0 86399 1700000000; printf '%(%A %d %B %j)T|%(%s)T\n' 1000000000 1000000000; TZ=Asia/Tokyo printf '%(%H)T\n' 0; printf -v t '%(%F)T' 951782400; echo $t
