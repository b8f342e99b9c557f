# <<- strips tabs only
cat <<-EOF
	one tab
		two tabs
    spaces stay
	  tab then spaces
	EOF
cat <<-'Q'
	$raw
	Q
