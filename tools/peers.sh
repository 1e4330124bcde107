#!/usr/bin/env bash
# Installs other people's programs that ours are held to and measured against, into target/peers: `peers.sh npm`, `peers.sh python`,
# `peers.sh s3`, `peers.sh age`, `peers.sh fuzz`. Does nothing where everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."
peers=${BIDROOM_PEERS:-target/peers}
mkdir -p "$peers"
need() { command -v "$1" >/dev/null 2>&1 || { echo "peers: please install $2" >&2; exit 1; }; }
debian() {
  command -v "$1" >/dev/null 2>&1 && return
  command -v apt-get >/dev/null 2>&1 || { echo "peers: please install $2" >&2; exit 1; }
  sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -q
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends "$2"
}
for what in "$@"; do
  case $what in
    npm)
      debian node nodejs
      need npm npm
      mkdir -p "$peers/npm"
      if [ ! -d "$peers/npm/node_modules/tus-js-client" ]; then
        (cd "$peers/npm" && [ -f package.json ] || echo '{"private":true}' >"package.json")
        (cd "$peers/npm" && npm install --no-audit --no-fund --silent @tus/server@2 @tus/file-store@2 tus-js-client@4)
      fi ;;
    python)
      need python3 python3
      if [ ! -d "$peers/python/lib" ] || ! "$peers/python/bin/python" -c 'import tink, pyhpke' 2>/dev/null; then
        python3 -m venv "$peers/python"
        "$peers/python/bin/pip" install -q 'tink>=1.12' 'pyhpke>=0.6'
      fi ;;
    s3) [ -x "$peers/cargo/bin/s3s-fs" ] || cargo install -q s3s-fs@0.14.1 --locked --features binary --root "$peers/cargo" ;;
    age) debian age age; debian gpg gnupg ;;
    fuzz)
      rustup toolchain list | grep -q nightly || rustup toolchain install nightly --profile minimal
      [ -x "$peers/cargo/bin/cargo-fuzz" ] || cargo install -q cargo-fuzz --root "$peers/cargo" ;;
    *) echo "peers: nothing is known of $what" >&2; exit 1 ;;
  esac
done
