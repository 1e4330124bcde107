#!/usr/bin/env bash
# Other people's tools, and re-implementations in another language, against our formats.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "the draw, re-run from its description in Python (standard library only):"
python3 tests/interop/draw.py tests/vectors/draw/record-*
