# tabs, form feeds and trailing blanks between words
	echo	a		b	
  echo   c   ;	echo	d  	
x=1	y=2	; echo $x$y
if	true	;	then	echo	e	;	fi
