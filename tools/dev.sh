#!/usr/bin/env bash
# Serves a sample centre whose page comes from a folder, and rebuilds the folder whenever a file of the page changes.
set -euo pipefail
data=${1:-data}
port=${2:-8080}
out=target/dev-assets
export BIDROOM_WEB_PROFILE=dev
CARGO_TARGET_DIR=target/dev-web cargo build -q -p web
./target/dev-web/debug/web-build --dev --out "$out" &
builder=$!
trap 'kill $builder 2>/dev/null || true' EXIT
while [ ! -f "$out/index.html" ]; do
  kill -0 $builder
  sleep 0.5
done
./target/debug/bidroom demo --data "$data" --listen "127.0.0.1:$port" --assets "$out"
