# pipe with nothing before it
echo a
| cat
echo b
