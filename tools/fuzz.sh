#!/usr/bin/env bash
# The parsers of what strangers send, guided by coverage (cargo-fuzz, libFuzzer with AddressSanitizer): ten million inputs each, at
# most 512 MB. BIDROOM_FUZZ_RUNS sets another number, BIDROOM_FUZZ_TARGETS some of them. What breaks one lies in fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."
./tools/peers.sh fuzz
fuzz=$(readlink -f "${BIDROOM_PEERS:-target/peers}/cargo/bin/cargo-fuzz")
targets=${BIDROOM_FUZZ_TARGETS:-head container sheet form zip notice keyfile recovery release receipt proof json}
jobs=${BIDROOM_FUZZ_JOBS:-$(nproc)}
run() {
  mkdir -p "fuzz/corpus/$1"
  # A ZIP's input is short and stands for a whole MiB (fuzz/parsers.rs).
  cargo +nightly fuzz run --release "$1" "fuzz/corpus/$1" "fuzz/seeds/$1" -- -runs="${BIDROOM_FUZZ_RUNS:-10000000}" -max_len=16384 \
    -rss_limit_mb=512 -timeout=10 -print_final_stats=1 2>&1 | grep -E "^(stat::|SUMMARY|==|artifact)|panicked|Done" | sed "s/^/$1: /"
}
PATH=$(dirname "$fuzz"):$PATH
export PATH
cargo +nightly fuzz build --release
export -f run
echo "$targets" | tr ' ' '\n' | xargs -P "$jobs" -I{} bash -euo pipefail -c 'run {}'
