"""Holds what the code emits to the published JSON Schemas, with the jsonschema package (PyPI).

    python3 tests/interop/schemas.py ./target/debug/bidroom

Starts a sample centre on a free port, amends a notice's package out of it, and asks `bidroom form` for a form; then spoils
both, so that the schemas are seen to refuse."""

import copy
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import zipfile

import jsonschema

FORMATS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "formats"


def validator(name):
    schema = json.loads((FORMATS / f"{name}.schema.json").read_text())
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def holds(name, value):
    faults = [f"{fault.json_path}: {fault.message}" for fault in validator(name).iter_errors(value)]
    assert not faults, f"{name}: {faults}"


def refuses(name, value, spoil):
    spoiled = copy.deepcopy(value)
    spoil(spoiled)
    assert not validator(name).is_valid(spoiled), f"{name} takes {spoiled}"


def serve(binary, folder):
    """A sample centre; the process and its address."""
    house = subprocess.Popen([binary, "demo", "--data", folder, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    for line in house.stdout:
        found = re.match(r"bidroom serves http://localhost:(\d+)/", line)
        if found:
            return house, f"http://127.0.0.1:{found[1]}"
    raise SystemExit("the sample centre did not start")


def get(base, path, body):
    query = urllib.parse.quote(json.dumps(body))
    with urllib.request.urlopen(f"{base}{path}?q={query}") as answer:
        return answer.read()


def amended(notice):
    """The same notice as a second version, as the format has it."""
    later = copy.deepcopy(notice)
    later.update(version=2, previous="0" * 64, earlier_bids="reseal")
    later["amendment"] = {"kind": "clarification", "text": "更正", "affects": True, "published_ms": 1_790_000_000_000}
    return later


def main(binary):
    with tempfile.TemporaryDirectory() as folder:
        house, base = serve(binary, folder)
        try:
            rows = json.loads(get(base, "/api/tenders/notices", {}))["rows"]
            assert len(rows) == 4, rows
            for row in rows:
                package = get(base, "/api/tenders/package", {"lot": row["lot"]})
                notice = json.loads(zipfile.ZipFile(io.BytesIO(package)).read("notice.json"))
                holds("notice", notice)
                place = pathlib.Path(folder) / "package.zip"
                place.write_bytes(package)
                printed = subprocess.run([binary, "form", str(place), "--bidder-name", "甲公司"], capture_output=True, check=True)
                form = json.loads(printed.stdout)
                # What is printed is to be filled in: a price in fen is above 0.
                form["price_fen"] = form["price_fen"] or 100
                form["validity_days"] = form["validity_days"] or 90
                form["index"] = [{"criterion": "tech", "file": "技术.pdf", "page": 3}]
                holds("form", form)
        finally:
            house.terminate()
            house.wait()
    holds("notice", amended(notice))
    refuses("notice", notice, lambda spoiled: spoiled.update(extra=1))
    refuses("notice", notice, lambda spoiled: spoiled.update(deadline_ms=-1))
    refuses("notice", amended(notice), lambda spoiled: spoiled["amendment"].pop("text"))
    refuses("form", form, lambda spoiled: spoiled.update(price_fen=0))
    refuses("form", form, lambda spoiled: spoiled["index"][0].update(page=0))
    refuses("form", form, lambda spoiled: spoiled.pop("size"))
    print(f"notice.schema.json and form.schema.json: {len(rows)} notices and forms hold, 6 spoiled ones are refused")


if __name__ == "__main__":
    main(sys.argv[1])
