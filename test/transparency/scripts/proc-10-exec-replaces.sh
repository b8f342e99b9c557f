# exec of a real program as the last act
echo before
exec printf 'from exec %s\n' args
echo never
