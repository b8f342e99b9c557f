#!/usr/bin/env bash
# Installs what the tests need, and runs everything that must hold before a commit. Its last line is `N passed, N failed`.
# Arguments are test files: then only they run, after the check.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. scripts/setup.sh

# Debian packages that the tests use; libatomic1 is for Node.js 26.
packages=(
  bc
  dialog
  ed
  git
  gnupg
  htop
  jq
  less
  libatomic1
  man-db
  nano
  netcat-openbsd
  openssh-client
  openssl
  patch
  perl
  procps
  python3
  python3-venv
  rsync
  sqlite3
  sudo
  tcl
  vim-tiny
)

if command -v apt-get >/dev/null; then
  need_packages "${packages[@]}"
else
  echo "No apt-get here: the tests need ${packages[*]}"
fi
need_node
need_python

step "Installing the packages of package-lock.json" "Check that npm reaches its registry (npm ping), then call this again" \
  npm ci
step "Building" "npm run build shows all of it" npm run build

passed=0 failed=0 skipped=0 advice=()

# Runs a suite, with these arguments, and adds up its last line. One that ends without that line has failed.
suite() {
  local log=build/$1.log status=0 line
  printf '\n== npm run %s\n' "$1"
  npm run --silent "$@" 2>&1 </dev/null | tee "$log" || status=$?
  line=$(grep -xE '[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?' "$log" | tail -n 1) || :
  read -r -a words <<<"${line:-0 passed, 0 failed}"
  ((passed += words[0], failed += words[2], skipped += ${words[4]-0})) || :
  ((status)) || return 0
  [[ $line && ${words[2]} -gt 0 ]] || ((++failed))
  advice+=("npm run $1 failed; $log has its output, and it runs alone, too")
}

suite check
if (($#)); then
  suite test -- "$@"
else
  suite test:package
  suite test:hosts
  suite test
fi

((failed == 0)) || printf '%s\n' "" "${advice[@]}"
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
