#!/usr/bin/env bash
# Installs, builds, and shows what Holdfast does. Arguments go to `holdfast demo`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

command -v npm >/dev/null || {
  echo "Holdfast needs Node.js 20.19 or later, with npm." >&2
  exit 1
}

missing=()
for program in git python3; do
  command -v "$program" >/dev/null || missing+=("$program")
done
if ((${#missing[@]})); then
  command -v apt-get >/dev/null || {
    echo "Install ${missing[*]}, then call this again." >&2
    exit 1
  }
  as_root=()
  ((EUID == 0)) || as_root=(sudo)
  echo "Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "${missing[@]}"
fi

# npm writes this file when it has installed everything.
[[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --silent
npm run --silent build
exec node dist/cli/main.js demo "$@"
