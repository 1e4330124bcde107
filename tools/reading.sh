#!/usr/bin/env bash
# The table of docs/reading.md: each engine alone and both, beside pdftotext, on the corpus that the tests make and on the
# samples when they are there.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo build -q --workspace --bin bidroom
BIDROOM_CORPUS_OUT="$folder" cargo test -q --workspace --test corpus all_documents >/dev/null
samples=(../shared/samples/*.pdf)
[ -e "${samples[0]}" ] && cp -n "${samples[@]}" "$folder"
"${CARGO_TARGET_DIR:-target}/debug/bidroom" bench text "$folder"/*.pdf
