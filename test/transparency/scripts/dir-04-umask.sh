# umask in its forms
umask 027; umask; umask -S; umask -p; umask u=rwx,g=rx,o=; umask; touch f; mkdir d; stat -c '%a %n' f d; umask g+w; umask; umask 8; echo $?; umask a=q; echo $?; (umask 777; umask); umask; umask -S u=; umask
