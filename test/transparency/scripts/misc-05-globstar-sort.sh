# sorting, LC_COLLATE and GLOBSORT-free globs, brackets
touch a B c _d 1 10 2 é; echo *; LC_ALL=C; echo *; echo [a-c]* [[:digit:]]* [!a-z]*; set -- *; echo $#; mkdir .hd; echo .*; echo */; rm *; echo *
