# tar through a pipe, names and modes
mkdir -p d/s; echo hi >d/f; echo yo >d/s/g; chmod 640 d/f; tar -C d --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf t.tar .; tar tf t.tar; cksum <t.tar; mkdir o; tar -C d -cf - . | tar -C o -xpf -; diff -r d o && echo same; stat -c %a o/f; tar xf nofile 2>&1 | head -n 1; gzip -n <d/f | gunzip
