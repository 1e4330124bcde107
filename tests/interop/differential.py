#!/usr/bin/env python3
"""Two engines, the same cases: random cases through a command that reads one per line (`bidroom evaluate --lines`) and
through evaluate.py, which knows nothing of it. They must say the same of every case, and refuse what must be refused.

Usage: differential.py [--count N] [--seed S] [--jobs J] COMMAND…"""

import argparse
import json
import multiprocessing
import subprocess
import sys
from collections import Counter

import cases
import evaluate

BATCH = 500


def stripped(result):
    """Without the articles, which are data of one engine."""
    if "refused" in result:
        return {"refused": result["refused"]}
    for finding in result["findings"]:
        del finding["rule"]
    return result


def told(result):
    """What kinds of results a run has seen."""
    if "refused" in result:
        return ["refused"]
    kinds = [result["outcome"]] + sorted({finding["code"] for finding in result["findings"]})
    return kinds + (["flip"] if result["flip"] else [])


def run(task):
    seed, count, command = task
    lines = cases.batch(seed, count)
    text = "".join(f"{line}\n" for line, _ in lines)
    ran = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=True)
    results = ran.stdout.decode().splitlines()
    if len(results) != len(lines):
        return Counter(), [f"{len(lines)} cases, {len(results)} results"]
    seen, wrong = Counter(), []
    for (line, refused), theirs in zip(lines, results):
        first, second = stripped(json.loads(theirs)), evaluate.evaluate(line)
        if refused is True and "refused" in first and "refused" in second:
            first = second  # Of two faults the format does not say which is told.
        expected = refused if isinstance(refused, str) else second.get("refused")
        if first != second or (refused is not False) != ("refused" in first) or first.get("refused") != expected:
            both = [json.dumps(result, ensure_ascii=False) for result in (first, second)]
            wrong.append(f"batch {seed}: expected refusal: {refused}\n{line}\n{both[0]}\n{both[1]}")
        seen.update(told(first))
    return seen, wrong


KINDS = (
    "ranked", "failed", "blocked", "refused", "flip", "abnormally-low", "missing-score", "objective-differs", "out-of-range",
    "outlier", "over-ceiling", "same-brand",
)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    sizes = [min(BATCH, args.count - at) for at in range(0, args.count, BATCH)]
    tasks = [(f"{args.seed}/{at}", size, args.command) for at, size in enumerate(sizes)]
    seen, wrong = Counter(), []
    with multiprocessing.Pool(args.jobs) as pool:
        for found, differences in pool.imap_unordered(run, tasks):
            seen.update(found)
            wrong.extend(differences)
            if len(wrong) >= 5:
                break
    for difference in wrong[:5]:
        print(difference)
    print(f"{args.count} cases, seed {args.seed}: {len(wrong)} differences; " + ", ".join(f"{k} {seen[k]}" for k in KINDS))
    absent = [kind for kind in KINDS if not seen[kind]] if args.count >= 2000 else []
    if absent:
        print(f"the run says nothing of: {', '.join(absent)}")
    return 1 if wrong or absent else 0


if __name__ == "__main__":
    sys.exit(main())
