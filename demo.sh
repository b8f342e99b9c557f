#!/usr/bin/env bash
# Installs, builds, and shows what Holdfast does. Arguments go to `holdfast demo`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. scripts/setup.sh

need_node
need_python
need_command git git

# npm writes this file when it has installed everything.
[[ node_modules/.package-lock.json -nt package-lock.json ]] ||
  step "Installing the packages of package-lock.json" "Check that npm reaches its registry (npm ping), then call this again" \
    npm ci
step "Building" "npm run build shows all of it" npm run build
node dist/cli/main.js demo "$@" ||
  give_up "the demo ended with status $?" "node dist/cli/main.js doctor says what this machine lacks"
