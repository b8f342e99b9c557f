# git with fixed identity and dates
export GIT_AUTHOR_DATE='@1700000000 +0000' GIT_COMMITTER_DATE='@1700000000 +0000' GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
git init -q -b main r; cd r; echo one >f; git add f; git commit -qm first; echo two >>f; git diff --stat; git commit -qam 'second "q"'; git log --format='%h %s'; git log -p | head -n 5; git checkout -q -b br; git status -sb; git rev-parse HEAD; git nosuch 2>&1 | head -n 1; git checkout nope; echo $?; git remote add o u; git remote -v
