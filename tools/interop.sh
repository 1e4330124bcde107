#!/usr/bin/env bash
# Other people's tools, and re-implementations in another language, against our formats.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "the draw, re-run from its description in Python (standard library only):"
python3 tests/interop/draw.py tests/vectors/draw/record-*

echo "the scoring engine, re-implemented from its description in Python (standard library, exact rationals):"
python3 tests/interop/evaluate.py --vectors tests/vectors/cases
# The gate's number is small; the promise is 100,000: BIDROOM_INTEROP_CASES=100000 make interop (about half an hour of one core).
cargo build -q --workspace --bin bidroom
python3 tests/interop/differential.py --count "${BIDROOM_INTEROP_CASES:-5000}" --seed "${BIDROOM_INTEROP_SEED:-1}" \
  --jobs "${BIDROOM_INTEROP_JOBS:-$(nproc)}" ./target/debug/bidroom evaluate --lines

./tools/peers.sh python npm
peers=$(readlink -f "${BIDROOM_PEERS:-target/peers}")
work=$(mktemp -d)
started=()
stop() {
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT

echo "payloads against Google Tink, wraps against pyhpke, both ways:"
export BIDROOM_INTEROP=$work
cargo test -q --workspace --test tink -- --ignored ours_for_others
"$peers/python/bin/python" tests/interop/sealed.py "$work"
cargo test -q --workspace --test tink -- --ignored others_for_us

echo "tus-js-client against our server:"
BIDROOM_NPM=$peers/npm cargo test -q --workspace --test tus_client -- --ignored --nocapture

echo "the vault, and the whole chain, on a store that speaks S3 (s3rver, which checks signatures):"
mkdir "$work/s3"
node tests/interop/s3rver.cjs "$peers/npm" "$work/s3" >"$work/s3.port" &
started+=($!)
for _ in $(seq 100); do [ -s "$work/s3.port" ] && break; sleep 0.1; done
export AWS_ENDPOINT=http://127.0.0.1:$(cat "$work/s3.port") AWS_ALLOW_HTTP=true AWS_REGION=us-east-1
export AWS_ACCESS_KEY_ID=S3RVER AWS_SECRET_ACCESS_KEY=S3RVER
BIDROOM_TEST_OBJECTS=s3://bidroom/unit cargo test -q --workspace --lib vault::
BIDROOM_OBJECTS=s3://bidroom/chain cargo test -q --workspace --test chain
if AWS_SECRET_ACCESS_KEY=wrong BIDROOM_TEST_OBJECTS=s3://bidroom/unit cargo test -q --workspace --lib vault:: >/dev/null 2>&1; then
  echo "a wrong secret was taken: this store checks nothing" >&2
  exit 1
fi
echo "objects left in the store: $(find "$work/s3" -type f | wc -l) files"
