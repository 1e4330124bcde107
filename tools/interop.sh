#!/usr/bin/env bash
# Other people's tools, and re-implementations in another language, against our formats.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "the draw, re-run from its description in Python (standard library only):"
python3 tests/interop/draw.py tests/vectors/draw/record-*
echo "the same over a record of our own, with a void attempt, a refusal and somebody who was not reached:"
BIDROOM_INTEROP=1 cargo test -q --workspace --test committee -- its_record_runs_again

echo "the scoring engine, re-implemented from its description in Python (standard library, exact rationals):"
python3 tests/interop/evaluate.py --vectors tests/vectors/cases
# The gate's number is small; the promise is 100,000: BIDROOM_INTEROP_CASES=100000 make interop (about half an hour of one core).
cargo build -q --workspace --bin bidroom
python3 tests/interop/differential.py --count "${BIDROOM_INTEROP_CASES:-5000}" --seed "${BIDROOM_INTEROP_SEED:-1}" \
  --jobs "${BIDROOM_INTEROP_JOBS:-$(nproc)}" ./target/debug/bidroom evaluate --lines

echo "the JSON Schemas against what a sample centre publishes and the command line prints (jsonschema from PyPI):"
python=python3
if ! python3 -c 'import jsonschema' 2>/dev/null; then
  python3 -m venv target/interop && target/interop/bin/pip install -q jsonschema
  python=target/interop/bin/python
fi
"$python" tests/interop/schemas.py ./target/debug/bidroom
./tools/peers.sh python npm s3
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

echo "the vault, and the whole chain, on a store that speaks S3 (s3s-fs, which checks signatures):"
mkdir -p "$work/s3/bidroom"
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
"$peers/cargo/bin/s3s-fs" --host 127.0.0.1 --port "$port" --access-key bidroom --secret-key interop "$work/s3" >"$work/s3.log" 2>&1 &
started+=($!)
export AWS_ENDPOINT=http://127.0.0.1:$port AWS_ALLOW_HTTP=true AWS_REGION=us-east-1
export AWS_ACCESS_KEY_ID=bidroom AWS_SECRET_ACCESS_KEY=interop
for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done
BIDROOM_TEST_OBJECTS=s3://bidroom/unit cargo test -q --workspace --lib vault::
if AWS_SECRET_ACCESS_KEY=wrong BIDROOM_TEST_OBJECTS=s3://bidroom/unit cargo test -q --workspace --lib vault:: >/dev/null 2>&1; then
  echo "a wrong secret was taken: this store checks nothing" >&2
  exit 1
fi
cargo build -q --workspace --bin bidroom
BIDROOM_OBJECTS=s3://bidroom/chain cargo test -q --workspace --test chain
for kind in uploads files; do
  echo "chain/$kind: $(find "$work/s3/bidroom/chain/$kind" -type f | wc -l) objects"
done
