# case patterns: quotes, classes, empty, esac as pattern
for x in '*' '' '[a]' esac '\' $'\n'; do case "$x" in
  '*') echo star;; "") echo empty;; \[a]) echo br;; (esac) echo esac;; '\') echo bs;; $'\n') echo nl;; *) echo other;;
esac; done
p='[0-9]*'; case 5x in $p) echo pat;; esac; case 5x in "$p") ;; *) echo lit;; esac
