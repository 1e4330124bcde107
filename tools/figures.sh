#!/usr/bin/env bash
# The figures of README's table, each beside a raw figure of the same run. A busy machine makes them worse: run it alone.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build -q --workspace --bin bidroom
cargo test -q --workspace --test browser --no-run
echo "== bidroom bench start"
./target/debug/bidroom bench start
echo "== bidroom bench page"
./target/debug/bidroom bench page
echo "== bidroom bench evaluate, of a release build"
BIDROOM_WEB_PROFILE=none cargo run -q --release --workspace --bin bidroom --target-dir target/figures -- bench evaluate
echo "== bidroom bench draw and draw-statistics, of the same build"
./target/figures/release/bidroom bench draw
./target/figures/release/bidroom bench draw-statistics
echo "== bidroom bench reading, of the same build"
./target/figures/release/bidroom bench reading
echo "== bidroom bench text: tools/reading.sh"
./tools/reading.sh
echo "== bidroom bench import, of the same build"
./target/figures/release/bidroom bench import
echo "== the first page in a fresh browser, on loopback"
BIDROOM_BROWSER=cold cargo test -q --workspace --test browser the_screens -- --nocapture | grep "first interaction"

echo "== one changed line of the page, with make dev"
export BIDROOM_WEB_PROFILE=dev
CARGO_TARGET_DIR=target/dev-web cargo build -q -p web
build=(./target/dev-web/debug/web-build --dev --once --out target/dev-assets)
"${build[@]}" >/dev/null
line=frontend/src/features/award/results.rs
kept=$(mktemp)
cp "$line" "$kept"
trap 'cp "$kept" "$line"; rm -f "$kept"' EXIT
echo "// changed by tools/figures.sh" >>"$line"
began=$(date +%s%N)
"${build[@]}" >/dev/null
echo "from the saved file to the new page: $((($(date +%s%N) - began) / 1000000)) ms, and up to 300 ms until the watcher looks"
echo "// and once more" >>"$line"
began=$(date +%s%N)
CARGO_ENCODED_RUSTFLAGS=--cfg=erase_components cargo build -q -p frontend --bin frontend --target wasm32-unknown-unknown --profile web-dev --target-dir target/dev-web/web
echo "raw, the compiler alone for such a line: $((($(date +%s%N) - began) / 1000000)) ms"
