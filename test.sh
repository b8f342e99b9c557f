#!/usr/bin/env bash
# Everything that must hold before a commit. Its last line is `N passed, N failed`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Debian packages that the tests use.
packages=(
  bc
  dialog
  ed
  git
  gnupg
  htop
  jq
  less
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

install_missing_packages() {
  local missing=() package
  for package in "${packages[@]}"; do
    dpkg-query --show --showformat='${Status}\n' "$package" 2>/dev/null | grep -qx 'install ok installed' ||
      missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  local as_root=()
  ((EUID == 0)) || as_root=(sudo)
  echo "Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "${missing[@]}"
}

if command -v apt-get >/dev/null; then
  install_missing_packages
else
  echo "No apt-get here: the tests need ${packages[*]}"
fi

npm ci
npm run build
npm run check
npm run test:package
npm run test:hosts
HOLDFAST_LONG_TESTS=1 npm test
