# writing through saved descriptors after redirections
exec 3>&1 4>&2 >/dev/null 2>/dev/null; echo lost; echo kept >&3; echo kept-err >&4; ls /nope_q; exec >&3 2>&4 3>&- 4>&-; echo back; echo back-err >&2
