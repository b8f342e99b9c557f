# only comments
   # indented

	# tab

# end
