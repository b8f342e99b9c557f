# bytes that are not text, on both streams
printf '\x00\xff\xfe\x80\x01'; printf '\xc3\x28\xe2\x82\x00' >&2; head -c 256 <(for i in {0..255}; do printf "\\x$(printf %x $i)"; done)
