#!/usr/bin/env bash
# Calls demo.sh and test.sh on fresh Debian systems: minimal roots in build/fresh, each in namespaces of its own, with one log.
# As root, on Debian. What has passed for this commit is not done again. Arguments name cells, as `13-user-debian`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly place=$PWD/build/fresh
readonly certificates=/usr/local/share/handed-on.pem
readonly release_of_12=bookworm release_of_13=trixie
readonly whole=" 13-user-debian 12-root-none " # here test.sh runs whole
# Elsewhere it runs these, which once failed on a fresh system.
readonly named=(
  test/docs/newcomer.test.ts
  test/leaks.test.ts
  test/terminal.test.ts
  test/transparency.test.ts
)

if (($#)); then
  cells=("$@")
else
  cells=()
  for debian in 13 12; do
    for user in user root; do
      for node in debian none 18; do cells+=("$debian-$user-$node"); done
    done
  done
fi

((EUID == 0)) || exec sudo --preserve-env=PATH "$0" "${cells[@]}"
command -v debootstrap >/dev/null || apt-get install -qq --yes --no-install-recommends debootstrap
mkdir -p "$place"/{bases,roots,logs,passed,cache/{apt,npm}}
commit=$(git rev-parse HEAD)
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -m1 debian)

# A minimal system of this Debian, made once.
make_base() {
  local base=$place/bases/$1 release=release_of_$1
  [[ -e $base.made ]] && return
  rm -rf "$base"
  debootstrap --variant=minbase "${!release}" "$base" "$mirror" && touch "$base.made"
}

# How this machine reaches its registries: the new system has to, too.
hand_on_network() {
  local root=$1 home=$2 key value
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  cp -L /etc/ssl/certs/ca-certificates.crt "$root$certificates"
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/throw-away" # a system that is thrown away need not outlive a power cut
  for file in /etc/apt/apt.conf.d/*proxy*; do [[ ! -e $file ]] || cp "$file" "$root/etc/apt/apt.conf.d/"; done
  printf '%s\n' cache=/var/cache/npm "cafile=$certificates" >"$root$home/.npmrc"
  for key in registry proxy https-proxy noproxy; do
    value=$(cd / && npm config get "$key")
    [[ -z $value || $value == null ]] || echo "$key=$value" >>"$root$home/.npmrc"
  done
}

make_root() {
  local debian=$1 user=$2 node=$3 root=$4 home=$5
  rm -rf "$root"
  cp -a "$place/bases/$debian" "$root"
  mkdir -p "$root$home" "$root/var/cache/npm"
  hand_on_network "$root" "$home"
  if [[ $node == 18 ]]; then
    npm install --global --prefix "$root/usr/local" --ignore-scripts --engine-strict=false "node-linux-$(node -p process.arch)@18" npm@9
  fi
  git clone --quiet --no-local . "$root$home/holdfast"
  git -C "$root$home/holdfast" -c advice.detachedHead=false checkout --quiet "$commit"
  [[ $user == root ]] || chown -R 1000:1000 "$root$home"
}

# Stands as process 1 of the new system: mounts, then what a new owner of the machine does.
inside() {
  local root=$1 user=$2 node=$3 home=$4 device
  shift 4
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
  for device in null zero full random urandom tty; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  mkdir "$root/dev/pts" "$root/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
  mount -t tmpfs -o mode=1777,size=2g tmpfs "$root/dev/shm"
  ln -s pts/ptmx "$root/dev/ptmx"
  ln -s /proc/self/fd "$root/dev/fd"
  for device in stdin:0 stdout:1 stderr:2; do ln -s "/proc/self/fd/${device#*:}" "$root/dev/${device%:*}"; done
  mount --bind "$root.packages" "$root/var/cache/apt/archives"
  mount --bind "$root.npm" "$root/var/cache/npm"
  local clean=(env -i "HOME=$home" "PATH=$home/holdfast/build/node/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" TERM=xterm)
  local packages=()
  [[ $node != debian ]] || packages+=(nodejs npm)
  [[ $user == root ]] || packages+=(sudo)
  "${clean[@]}" chroot "$root" apt-get update -qq
  ((!${#packages[@]})) ||
    "${clean[@]}" DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -qq --yes --no-install-recommends "${packages[@]}" >/dev/null
  local as=()
  if [[ $user != root ]]; then
    chroot "$root" useradd --uid 1000 --home-dir "$home" --shell /bin/bash "$user"
    echo "$user ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/$user"
    as=(setpriv --reuid 1000 --regid 1000 --init-groups --)
    chmod 1777 "$root/var/cache/npm"
    chown -R 1000 "$root/var/cache/npm"
  fi
  # Each command says how long it took.
  "${clean[@]}" "NODE_EXTRA_CA_CERTS=$certificates" chroot "$root" "${as[@]}" \
    bash -ec 'cd ~/holdfast; for command; do TIMEFORMAT="== %0R s: $command"; time $command; done' - "$@"
}

try() {
  local cell=$1 debian user node home
  IFS=- read -r debian user node <<<"$cell"
  local root=$place/roots/$cell commands=(./demo.sh)
  home=/home/$user
  [[ $user != root ]] || home=/root
  if [[ $whole == *" $cell "* ]]; then
    commands+=(./test.sh)
  else
    commands+=("./test.sh ${named[*]}" "npx vitest run test/hang -t less")
  fi
  make_base "$debian"
  # Packages that are here already are not fetched again; folders of its own, since two cells may install at the same time.
  rm -rf "$root.packages" "$root.npm"
  cp -al "$place/cache/apt" "$root.packages"
  cp -al "$place/cache/npm" "$root.npm"
  rm -f "$root.packages/lock" # a linked lock is one lock
  make_root "$debian" "$user" "$node" "$root" "$home"
  unshare --mount --pid --ipc --uts --fork --kill-child bash -c "$(declare -f inside); set -euo pipefail; place=$place certificates=$certificates; inside \"\$@\"" - \
    "$root" "$user" "$node" "$home" "${commands[@]}"
}

bad=0
for cell in "${cells[@]}"; do
  log=$place/logs/$cell.log
  if [[ $(cat "$place/passed/$cell" 2>/dev/null) == "$commit" ]]; then
    outcome="passed before"
  elif (try "$cell") >"$log" 2>&1 </dev/null; then
    outcome=passed
    echo "$commit" >"$place/passed/$cell"
    cp -al --no-clobber "$place/roots/$cell.packages/." "$place/cache/apt/"
    cp -al --no-clobber "$place/roots/$cell.npm/." "$place/cache/npm/"
    rm -rf --one-file-system "$place/roots/$cell"{,.packages,.npm}
  else
    outcome="FAILED: $log, and its system is in build/fresh/roots/$cell"
    bad=1
  fi
  figures=$(grep -E '^== [0-9]+ s: ' "$log" | sed 's/^== //; s/ test\/.*/ …/' | paste -sd ';')
  printf '%-16s %s (%s; %s)\n' "$cell" "$outcome" "$figures" "$(grep -xE '[0-9]+ passed, [0-9]+ failed.*' "$log" | tail -n 1)"
done
exit "$bad"
