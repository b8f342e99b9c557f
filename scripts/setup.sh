# What demo.sh and test.sh share; sourced in the repository's folder. Whatever fails here says what it was, shows what
# was printed, and names the next step.

readonly NODE_LEAST=22.13 # package.json's `engines` says the same
readonly NODE_BROUGHT=24
readonly LINES_SHOWN=8 # of the beginning, where npm says what is wrong, and of the end

mkdir -p build

# Ends the script. $1: what is wrong; $2: what to do about it.
give_up() {
  printf '\n%s: %s\n  Next: %s\n' "$0" "$1" "$2" >&2
  exit 1
}

# Runs a command without its output. $1: what it does; $2: what to do where it fails; then the command.
step() {
  local what=$1 next=$2 log=build/setup.log status=0
  shift 2
  "$@" >"$log" 2>&1 </dev/null || status=$?
  ((status)) || return 0
  printf '\n%s\n' "Its output ($log has all):" >&2
  awk -v shown="$LINES_SHOWN" '
    { lines[NR] = $0 }
    END {
      for (i = 1; i <= NR; i++)
        if (i <= shown || i > NR - shown) print "  | " lines[i]
        else if (i == shown + 1) print "  | …"
    }' "$log" >&2
  give_up "$what failed with status $status: $*" "$next"
}

# Installs those of Debian's packages that are missing.
need_packages() {
  local missing=() package
  for package; do
    dpkg-query --show --showformat='${Status}\n' "$package" 2>/dev/null | grep -qx 'install ok installed' ||
      missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  local install="apt-get install --yes --no-install-recommends ${missing[*]}" as_root=()
  if ((EUID)); then
    command -v sudo >/dev/null || give_up "${missing[*]} must be installed, and there is no sudo here" "As root: $install"
    as_root=(sudo)
    echo "Installing ${missing[*]} (sudo may ask for your password)"
    sudo -v || give_up "sudo does not let you install ${missing[*]}" "As root: $install"
  else
    echo "Installing ${missing[*]}"
  fi
  step "Reading Debian's lists of packages" "Check the network and /etc/apt/sources.list, then call this again" \
    "${as_root[@]}" apt-get update -qq
  step "Installing ${missing[*]}" "See why by hand: $install" \
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $install -qq
}

# A command, by the Debian package that brings it. Elsewhere than on Debian its lack is told.
need_command() {
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || give_up "$1 is not on the PATH" "Install it, then call this again"
  need_packages "${@:2}"
}

is_new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    node -e '
      const [major, minor] = process.versions.node.split(".").map(Number);
      const [least, part] = process.argv[1].split(".").map(Number);
      process.exit(major > least || (major === least && minor >= part) ? 0 : 1)' "$NODE_LEAST"
}

# A Node.js that is new enough comes first on the PATH: the machine's, or one from npm in build/node.
need_node() {
  local own=$PWD/build/node system arch
  [[ -x $own/bin/npm ]] && PATH=$own/bin:$PATH # it comes last
  is_new_enough && return

  need_command npm nodejs npm
  system=$(uname -s)-$(uname -m)
  case $system in
  Linux-x86_64) arch=x64 ;;
  Linux-aarch64) arch=arm64 ;;
  *) give_up "Node.js $(node --version) is older than $NODE_LEAST, and npm has none for $system" "Install Node.js $NODE_LEAST or later" ;;
  esac
  echo "Bringing Node.js $NODE_BROUGHT from npm to build/node (here is $(node --version), $NODE_LEAST is the least)"
  local install=(npm install --global --prefix "$own" --ignore-scripts --engine-strict=false --no-audit --no-fund)
  local next="Check that npm reaches its registry (npm ping), or install Node.js $NODE_LEAST or later yourself"
  # The package `node` itself has an install script and no npm. npm refuses to bring an npm that the present Node.js is too old for.
  step "Bringing Node.js $NODE_BROUGHT" "$next" "${install[@]}" "node-linux-$arch@$NODE_BROUGHT"
  PATH=$own/bin:$PATH
  step "Bringing npm 11" "$next" "${install[@]}" npm@11
  rm -f "$own/lib/node_modules/npm/npmrc" # settings of the npm that brought it, of which this one would warn
  hash -r
  is_new_enough || give_up "$own/bin/node does not start" "Remove build/node and call this again; $own/bin/node --version says why"
}

need_python() {
  need_command python3 python3
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' ||
    give_up "$(python3 --version 2>&1) is older than 3.8" "Put a later python3 first on the PATH"
}
