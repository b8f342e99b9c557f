# here-strings
cat <<<plain; cat <<<"two  words $((1+1))"; cat <<<$'a\nb'; cat <<<''; x='p  q'; cat <<<$x; cat <<<*; wc -c <<<abc
read a b <<<'first second third'; echo "$b"; tr a b <<<"$(printf 'aaa\n\n\n')" | od -An -c
