# pattern substitution, anchors, & in patsub_replacement
s=foobarfoo
echo ${s/foo/X} ${s//foo/X} ${s/#foo/X} ${s/%foo/X} ${s//o} ${s/o/[&]} ${s//o/\&} ${s/*/all}
r='a/b/c'; echo ${r//\//-} "${r//\//&&}"
q='&'; echo ${s/foo/$q} ${s/foo/"$q"}
