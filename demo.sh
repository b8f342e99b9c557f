#!/usr/bin/env bash
# Installs, builds, and shows what Holdfast does. Arguments go to `holdfast demo`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

npm ci --silent
npm run --silent build
exec node dist/cli/main.js demo "$@"
