# no final newline on either stream, nor in the script
printf 'out'; printf 'err' >&2; printf 'x'