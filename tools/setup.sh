# What ./run and ./test share: packages, the screens, CMake, and plain words when something fails.
# Sourced, never run. Expects bash with `set -euo pipefail` and `root` set to the project folder.

# What the release build and the program need, and what only the tests need.
build_packages=(g++ cmake ninja-build pkg-config ca-certificates libboost-dev libsimdjson-dev
  libyaml-dev libsodium-dev libsqlite3-dev libexpat1-dev zlib1g-dev libjemalloc-dev libfmt-dev
  libspdlog-dev libcli11-dev libhowardhinnant-date-dev tzdata python3 python3-yaml)
test_packages=(libgtest-dev ccache mold chromium fonts-dejavu-core)
node_major_min=18

logs=$root/build/logs

say() { printf '%s\n' "$*"; }

# stop MESSAGE [WHAT TO DO]: the end, in words for the person at the keyboard.
stop() {
  printf 'error: %s\n' "$1" >&2
  [ $# -lt 2 ] || printf '       %s\n' "${@:2}" >&2
  exit 1
}

# quietly NAME COMMAND...: output goes to build/logs/NAME.log; its end is shown when it fails.
quietly() {
  local log=$logs/$1.log
  shift
  mkdir -p "$logs"
  if "$@" >"$log" 2>&1 </dev/null; then return 0; fi
  tail -n 40 "$log" | sed 's/^/  | /' >&2
  printf '  (all of it: %s)\n' "$log" >&2
  return 1
}

# One number for the names, times and sizes of all sources under the paths; absent paths count as
# such. schema.d.ts is made from the OpenAPI at every check.
fingerprint() {
  local path paths=()
  for path in "$@"; do [ ! -e "$path" ] || paths+=("$path"); done
  [ ${#paths[@]} -gt 0 ] || { echo none; return; }
  find "${paths[@]}" \( -name node_modules -o -name dist -o -name __pycache__ \) -prune -o \
    -type f ! -name schema.d.ts -printf '%p %T@ %s\n' | LC_ALL=C sort | cksum
}

# --- packages ------------------------------------------------------------------------------------

installed() { dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'; }

node_is_new_enough() {
  local major
  command -v npm >/dev/null && major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null) &&
    [ "$major" -ge $node_major_min ]
}

require_debian() {
  local name=unknown id='' version=''
  if [ -r /etc/os-release ]; then
    name=$(. /etc/os-release && echo "${PRETTY_NAME:-unknown}")
    id=$(. /etc/os-release && echo "${ID:-}")
    version=$(. /etc/os-release && echo "${VERSION_ID:-}")
  fi
  if [ "$id" != debian ] || [ "$version" != 12 ]; then
    stop "callmap is built on Debian 12, and this is \`$name\`" \
      "use a Debian 12 machine or container, or install what tools/setup.sh lists yourself" \
      "and start again with CALLMAP_NO_PACKAGES=1"
  fi
}

# need_packages PACKAGE...: installs those that are missing, with apt, and says which.
need_packages() {
  [ -z "${CALLMAP_NO_PACKAGES:-}" ] || return 0
  local package missing=() as_root=()
  require_debian
  for package in "$@"; do installed "$package" || missing+=("$package"); done
  if [ -e "$root/ui/package.json" ] && ! node_is_new_enough; then missing+=(nodejs npm); fi
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "these packages are missing: ${missing[*]}" \
      "there is no sudo here: ask an administrator to run" \
      "  apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo --preserve-env=DEBIAN_FRONTEND,http_proxy,https_proxy,no_proxy)
    may_sudo "${missing[@]}"
  fi
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # `update` says yes although mirrors did not answer: `install` is the judge.
  quietly apt-update "${as_root[@]}" apt-get -q -o DPkg::Lock::Timeout=120 update || true
  quietly apt-install "${as_root[@]}" apt-get -q -y -o DPkg::Lock::Timeout=120 install \
    --no-install-recommends "${missing[@]}" || apt_failed
}

# may_sudo PACKAGE...: asks for the password when there is need. `sudo -v` would ask also those who
# need none for any command, when they are in a group that does.
may_sudo() {
  local by_hand="  sudo apt-get install --no-install-recommends $*"
  ! sudo -n true 2>/dev/null || return 0
  [ -t 0 ] || stop "sudo needs a password and there is no terminal to ask on" \
    "run this first, or ask an administrator to:" "$by_hand"
  say "Packages are installed with sudo, which may ask for your password."
  sudo -v || stop "sudo did not let us install packages" "ask an administrator to run" "$by_hand"
}

apt_failed() {
  local said
  said=$(cat "$logs/apt-update.log" "$logs/apt-install.log")
  case $said in
    *'Could not get lock'* | *'is another process'*)
      stop "another program is installing packages" "wait until it has finished, then start again" ;;
    *'No space left'* | *'enough free space'*)
      stop "the disk is full" "make about 2 GB of room, then start again" ;;
    *resolv* | *'onnect to'* | *'Failed to fetch'* | *'Connection '*)
      stop "the Debian package mirror cannot be reached" \
        "check the network or the proxy, then start again" ;;
  esac
  stop "apt-get could not install the packages" "mend what it says above, then start again"
}

# --- the screens -----------------------------------------------------------------------------------

# npm_install FOLDER: what its lock file names, when that has changed since the last time.
npm_install() {
  local folder=$1 name=${1//\//-} lock
  lock=$(cksum <"$root/$folder/package-lock.json")
  [ "$(cat "$root/$folder/node_modules/.callmap-lock" 2>/dev/null)" != "$lock" ] || return 0
  say "Fetching the npm packages of $folder/"
  (cd "$root/$folder" && export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 &&
    quietly "npm-$name" npm ci --no-audit --no-fund --prefer-offline) || npm_failed "$folder" "$name"
  printf '%s\n' "$lock" >"$root/$folder/node_modules/.callmap-lock"
}

npm_failed() {
  if grep -q EUSAGE "$logs/npm-$2.log"; then
    stop "$1/package-lock.json does not fit $1/package.json" "run \`npm install\` in $1/ and commit it"
  fi
  stop "\`npm ci\` failed in $1/" "check the network or the proxy, then start again"
}

# The screens, into ui/dist, when something they are made of has changed.
build_ui() {
  [ -e "$root/ui/package.json" ] || { say "No screens in ui/ yet: built without them."; return 0; }
  local stamp=$root/build/ui.stamp print
  npm_install ui
  print=$(cd "$root" && fingerprint ui src/http/openapi.yaml)
  if [ -e "$root/ui/dist/index.html" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$print" ]; then return 0; fi
  say "Building the screens"
  (cd "$root/ui" && quietly ui-build npm run build) || stop "the screens in ui/ do not build"
  mkdir -p "$root/build"
  (cd "$root" && fingerprint ui src/http/openapi.yaml) >"$stamp"
}

# --- the program -----------------------------------------------------------------------------------

# As many compilers at once as there are processors, and memory at 1.2 GB each.
jobs() {
  local cores memory_kb fit
  cores=$(nproc)
  memory_kb=$(awk '/^MemAvailable/ {print $2}' /proc/meminfo)
  fit=$((memory_kb / 1200000))
  echo $((fit < 1 ? 1 : fit < cores ? fit : cores))
}

# build_preset PRESET [TARGET...]
build_preset() {
  local preset=$1 folder=$root/build/$1
  shift
  if [ ! -e "$folder/build.ninja" ]; then
    (cd "$root" && quietly "configure-$preset" cmake --preset "$preset") ||
      stop "CMake cannot configure the \`$preset\` build"
  fi
  # On a terminal ninja keeps to one line that counts; elsewhere it only speaks of failures.
  local calm=(--quiet)
  [ ! -t 1 ] || calm=()
  NINJA_STATUS='  %f of %t ' ninja "${calm[@]}" -C "$folder" -j "$(jobs)" "$@" </dev/null
}

# One build at a time in a checkout: a second ./run or ./test waits.
take_turn() {
  mkdir -p "$root/build" 2>/dev/null && [ -w "$root/build" ] ||
    stop "cannot write to \`$root/build\`" "check who owns the folder"
  exec 9>"$root/build/.turn"
  flock -n 9 || { say "Waiting for another build in this folder"; flock 9; }
}
