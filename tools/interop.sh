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

echo "the JSON Schemas against what a sample centre publishes and the command line prints (jsonschema from PyPI):"
python=python3
if ! python3 -c 'import jsonschema' 2>/dev/null; then
  python3 -m venv target/interop && target/interop/bin/pip install -q jsonschema
  python=target/interop/bin/python
fi
"$python" tests/interop/schemas.py ./target/debug/bidroom
