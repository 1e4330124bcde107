#!/usr/bin/env bash
# Installs what is missing on a Debian machine with rustup: `setup.sh build` for building and running, `setup.sh test` for
# the tests too. Does nothing where everything is there.
set -euo pipefail
what=${1:-build}

need=()
have() { command -v "$1" >/dev/null 2>&1; }
have cc || need+=(gcc libc6-dev)
[ -n "$(find /usr/share/fonts -name 'NotoSerifCJK-Regular.ttc' -print -quit 2>/dev/null)" ] || need+=(fonts-noto-cjk)
if [ "$what" = test ]; then
  have chromium || need+=(chromium)
  have chromedriver || need+=(chromium-driver)
  have pdftotext || need+=(poppler-utils)
  have qpdf || need+=(qpdf)
  [ -d /usr/share/poppler ] || need+=(poppler-data)
  [ -n "$(find /usr/lib/postgresql -name initdb -print -quit 2>/dev/null)" ] || need+=(postgresql)
fi
if [ ${#need[@]} -gt 0 ]; then
  if ! have apt-get; then
    echo "setup: please install: ${need[*]}" >&2
    exit 1
  fi
  sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -q
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends "${need[@]}"
fi

if have rustup; then
  rustup target list --installed 2>/dev/null | grep -q wasm32-unknown-unknown || rustup target add wasm32-unknown-unknown
fi
