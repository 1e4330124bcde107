#!/usr/bin/env python3
"""A second scoring engine: the same JSON in and out as `bidroom evaluate`, written from docs/formats/case.md alone, not from
the Rust code, with nothing but the standard library and exact rationals. It prints no `rule` with a finding, and of a refusal
only the path: the articles are data of the other engine.

Usage: evaluate.py CASE.json            one case; exit 2 when it is refused
       evaluate.py --lines < CASES      a case per line; a result, or {"refused": path}, per line
       evaluate.py --vectors FOLDER     reproduces the cases with their expected results"""

import hashlib
import hmac
import json
import sys
from fractions import Fraction
from pathlib import Path

from figures import half_up, mean, outwards, plain, shown, without_ends
from read_case import Refused, read, two_places

HUNDRED = Fraction(100)


class Evaluation:
    def __init__(self, case):
        self.case = case
        self.bids = case["bids"]
        self.place = {b["id"]: i for i, b in enumerate(self.bids)}
        self.findings = []
        self.kind = case["formula"]["kind"]
        self.technical_apart = self.kind in ("qcbs", "rated")

    def find(self, code, bid, criterion=None, member=None, detail=()):
        """Notes a finding; `criterion` and `member` are places in the input."""
        self.findings.append((code, bid, criterion, member, list(detail)))

    # Steps 1 and 2.

    def validity(self):
        ceiling = self.case["ceiling"]
        within = []
        for i, bid in enumerate(self.bids):
            if bid["passed"] and bid["price"] > ceiling:
                self.find("over-ceiling", i)
            elif bid["passed"]:
                within.append(i)
        self.valid = [i for i in within if self.bids[i]["invalid"] is None]
        self.abnormally_low(within)
        brands = {("alone", i) if self.bids[i]["brand"] is None else ("brand", self.bids[i]["brand"]) for i in self.valid}
        return len(brands) >= (1 if self.case["regime"] == "international" else 3)

    def abnormally_low(self, within):
        prices = sorted(self.bids[i]["price"] for i in within)
        if not prices:
            return
        rates = self.case["abnormal"]
        limits = [("of_mean", rates["of_mean"] * mean(prices))]
        if len(prices) > 1:
            limits.append(("of_next", rates["of_next"] * prices[1]))
        limits.append(("of_ceiling", rates["of_ceiling"] * self.case["ceiling"]))
        for i in within:
            detail = [name for name, limit in limits if self.bids[i]["price"] < limit]
            if detail:
                self.find("abnormally-low", i, detail=detail)

    # Step 3.

    def rates(self):
        d = self.case["deductions"]
        some_foreign = any(not self.bids[i]["domestic"] for i in self.valid)
        out = {}
        for i in self.valid:
            bid = self.bids[i]
            rate = Fraction(0)
            if bid["small"]:
                rate += d["small"]
            elif bid["share"] >= Fraction(3, 10):
                rate += d["consortium"]
            if bid["domestic"] and some_foreign:
                rate += d["domestic"]
            out[i] = rate
        return out

    def prices(self):
        self.rate = self.rates()
        self.bonus = self.case["regime"] == "works" and self.kind != "low_first"
        self.evaluated = {i: self.bids[i]["price"] * (1 if self.bonus else 1 - self.rate[i]) for i in self.valid}

    # Step 4.

    def benchmark(self):
        prices = list(self.evaluated.values())
        if self.case["method"] == "lowest" or "benchmark" not in self.case["formula"]:
            return min(prices)
        b = self.case["formula"]["benchmark"]
        if b["kind"] == "mean":
            return mean(prices)
        if b["kind"] == "mean_drop":
            return mean(prices) * (1 - b["drop"])
        if b["kind"] == "composite":
            return self.case["ceiling"] * b["of_ceiling"] + mean(without_ends(prices)) * (1 - b["of_ceiling"])
        while len(prices) > 2:
            middle = mean(prices)
            if not any(abs(x - middle) / middle > b["limit"] for x in prices):
                break
            prices.remove(max(prices, key=lambda x: (abs(x - middle), x)))
        return mean(prices) * b["times"]

    def price_points(self, i):
        f, w, p, b = self.case["formula"], self.case["weight"], self.evaluated[i], self.base
        if self.kind in ("low_first", "qcbs", "rated"):
            points = w * b / p
        elif self.kind == "symmetric":
            points = w * (1 - abs(p - b) / b)
        else:
            deviation = (p - b) / b * 100
            size = abs(deviation)
            if f["step"]:
                size = Fraction(-((-size).__floor__()))
            points = w - (f["above"] if deviation > 0 else f["below"]) * size
        points = max(points, f["floor"])
        return half_up(points * (1 + self.rate[i]) if self.bonus else points)

    # Step 5.

    def in_range(self, criterion, score):
        if not criterion["min"] <= score <= criterion["max"] or not two_places(score):
            return False
        return criterion["step"] is None or ((score - criterion["min"]) / criterion["step"]).denominator == 1

    def check_row(self, i, k):
        """The findings of one bid's one criterion; whether they block."""
        criterion = self.case["criteria"][k]
        row = self.case["scores"].get((self.bids[i]["id"], criterion["id"]), [None] * len(self.case["members"]))
        blocked = False
        for m, score in enumerate(row):
            if score is None:
                self.find("missing-score", i, k, m)
                blocked = True
            elif not self.in_range(criterion, score):
                self.find("out-of-range", i, k, m)
                blocked = True
        given = [s for s in row if s is not None]
        if not criterion["subjective"]:
            if len(set(given)) > 1:
                self.find("objective-differs", i, k)
                blocked = True
            return blocked
        for m, score in enumerate(row):
            others = [s for n, s in enumerate(row) if n != m and s is not None]
            if score is not None and others and abs(score - mean(others)) > criterion["max"] * Fraction(3, 10):
                self.find("outlier", i, k, m)
        return blocked

    def check_scores(self):
        blocked = [self.check_row(i, k) for i in self.valid for k in range(len(self.case["criteria"]))]
        return not any(blocked)

    def criterion_points(self, criterion, row):
        if not criterion["subjective"]:
            return row[0]
        return half_up(mean(without_ends(row) if self.case["trimmed"] else row))

    # Step 6.

    def technical(self, sums):
        """The technical side of each valid bid, from its sum of criteria."""
        if self.kind == "qcbs":
            return {i: half_up(t * (HUNDRED - self.case["weight"]) / 100) for i, t in sums.items()}
        high = max(sums.values())
        rest = HUNDRED - self.case["weight"]
        return {i: half_up(rest * t / high) if high != 0 else Fraction(0) for i, t in sums.items()}

    def totals(self, sums):
        side = self.technical(sums) if self.technical_apart else sums
        return {i: self.points[i] + side[i] for i in self.valid}

    def draw(self, i):
        message = b"bidroom/draw/1/tie" + self.bids[i]["id"].encode()
        return hmac.new(self.case["seed"], message, hashlib.sha256).digest()

    def tie(self, i):
        keys = []
        for what in self.case["tie_break"]:
            if what == "price":
                keys.append(self.evaluated[i])
            elif self.case["seed"] is not None:
                keys.append(self.draw(i))
        return tuple(keys)

    def order(self, key):
        """Ranks by key, lowest first; equal keys share the rank and stand in input order."""
        ordered = sorted(self.valid, key=lambda i: (key[i], i))
        ranks = {}
        for at, i in enumerate(ordered):
            ranks[i] = ranks[ordered[at - 1]] if at and key[i] == key[ordered[at - 1]] else at + 1
        return ordered, ranks

    # Step 7.

    def choose(self, ordered, ranks):
        seen, taken, last = set(), [], None
        for i in ordered:
            brand = self.bids[i]["brand"]
            if brand is not None and brand in seen:
                self.find("same-brand", i)
                continue
            if brand is not None:
                seen.add(brand)
            if len(taken) < self.case["candidates"] or ranks[i] == last:
                taken.append(i)
                last = ranks[i]
        return taken

    # Step 8.

    def compete(self):
        """Of each brand only the lowest price."""
        winners = {}
        for i in self.valid:
            brand = self.bids[i]["brand"]
            drawn = self.draw(i) if self.case["seed"] is not None else b""
            key = (self.bids[i]["price"], drawn, i)
            group = ("alone", i) if brand is None else ("brand", brand)
            winners[group] = min(winners.get(group, key), key)
        stay = {key[2] for key in winners.values()}
        for i in self.valid:
            if i not in stay:
                self.find("same-brand", i)
        self.valid = [i for i in self.valid if i in stay]

    # The whole.

    def run(self):
        if not self.validity():
            return self.output("failed", "too-few")
        if self.case["method"] == "lowest":
            self.compete()
            self.prices()
            self.base = self.benchmark()
            self.ordered, self.ranks = self.order(self.evaluated)
            return self.output("ranked", taken=self.choose(self.ordered, self.ranks))
        self.prices()
        self.base = self.benchmark()
        if not self.check_scores():
            return self.output("blocked")
        self.points = {i: self.price_points(i) for i in self.valid}
        criteria = self.case["criteria"]
        self.rows = {(i, k): self.case["scores"][self.bids[i]["id"], c["id"]] for i in self.valid for k, c in enumerate(criteria)}
        self.each = {at: self.criterion_points(criteria[at[1]], row) for at, row in self.rows.items()}
        self.sums = {i: sum((self.each[i, k] for k in range(len(criteria))), Fraction(0)) for i in self.valid}
        self.ties = {i: self.tie(i) for i in self.valid}
        self.total = self.totals(self.sums)
        self.ordered, self.ranks = self.order({i: (-self.total[i], self.ties[i]) for i in self.valid})
        return self.output("ranked", taken=self.choose(self.ordered, self.ranks), flip=self.flip())

    # Flip: the smallest change of one subjective score after which another bid comes first.

    def first_with(self, bid, total_of_criteria):
        sums = dict(self.sums)
        sums[bid] = total_of_criteria
        totals = self.totals(sums)
        return min(self.valid, key=lambda i: (-totals[i], self.ties[i], i))

    def grid(self, criterion):
        """Every value that the criterion may have, ascending."""
        if criterion["step"] is None:
            low, high = criterion["min"] * 100, criterion["max"] * 100
            return [Fraction(n, 100) for n in range(-((-low).__floor__()), high.__floor__() + 1)]
        count = int((criterion["max"] - criterion["min"]) / criterion["step"])
        values = (criterion["min"] + criterion["step"] * n for n in range(count + 1))
        return [v for v in values if two_places(v)]

    def flip(self):
        grids = [self.grid(c) if c["subjective"] else None for c in self.case["criteria"]]
        best = None
        firsts = {}

        def flips(i, k, m, value):
            row = list(self.rows[i, k])
            row[m] = value
            after = self.sums[i] - self.each[i, k] + self.criterion_points(self.case["criteria"][k], row)
            if (i, after) not in firsts:
                firsts[i, after] = self.first_with(i, after)
            return firsts[i, after] != self.ordered[0]

        for i in self.valid:
            for k, grid in enumerate(grids):
                for m in range(len(self.case["members"])) if grid else ():
                    # Unless T_high is in it, a bid's place follows its own sum: when neither end of the grid changes who is
                    # first, nothing between does.
                    if self.kind != "rated" and not any(flips(i, k, m, end) for end in (grid[0], grid[-1])):
                        continue
                    now = self.rows[i, k][m]
                    for value in outwards(grid, now):
                        size = abs(value - now)
                        if best and size >= best[0]:
                            break
                        if flips(i, k, m, value):
                            best = (size, i, k, m, now, value)
                            break
        if best is None:
            return None
        _, i, k, m, now, value = best
        return {
            "bid": self.bids[i]["id"],
            "member": self.case["members"][m],
            "criterion": self.case["criteria"][k]["id"],
            "from": plain(now),
            "to": plain(value),
        }

    # Output.

    def figures(self, i, rank, candidate):
        scored = rank is not None and self.case["method"] == "comprehensive"
        criteria = self.case["criteria"] if scored else []
        side = self.technical(self.sums)[i] if scored and self.technical_apart else None
        return {
            "id": self.bids[i]["id"],
            "valid": i in self.valid,
            "evaluated_price": shown(self.evaluated[i]) if rank is not None else None,
            "price_points": shown(self.points[i]) if scored else None,
            "criteria": {c["id"]: shown(self.each[i, k]) for k, c in enumerate(criteria)},
            "technical_points": None if side is None else shown(side),
            "total": shown(self.total[i]) if scored else None,
            "rank": rank,
            "candidate": candidate,
        }

    def output(self, outcome, reason=None, taken=(), flip=None):
        ordered = self.ordered if outcome == "ranked" else []
        ranks = self.ranks if outcome == "ranked" else {}
        rest = [i for i in range(len(self.bids)) if i not in ranks]
        first = lambda at: -1 if at is None else at
        findings = sorted(self.findings, key=lambda f: (f[0], f[1], first(f[2]), first(f[3])))
        return {
            "outcome": outcome,
            "reason": reason,
            "benchmark": None if outcome == "failed" else shown(self.base),
            "bids": [self.figures(i, ranks.get(i), i in taken) for i in ordered + rest],
            "candidates": [self.bids[i]["id"] for i in taken],
            "findings": [self.finding(f) for f in findings],
            "flip": flip,
        }

    def finding(self, found):
        code, bid, criterion, member, detail = found
        return {
            "code": code,
            "bid": self.bids[bid]["id"],
            "member": None if member is None else self.case["members"][member],
            "criterion": None if criterion is None else self.case["criteria"][criterion]["id"],
            "detail": detail,
        }


def evaluate(raw):
    """JSON text in; the result, or {"refused": path}."""
    try:
        return Evaluation(read(raw)).run()
    except Refused as refused:
        return {"refused": str(refused)}


def vectors(folder):
    """Every case of a folder against its expected result, which has no `flip`."""
    files = sorted(Path(folder).glob("*.json"))
    wrong = 0
    for path in files:
        vector = json.loads(path.read_text())
        result = evaluate(json.dumps(vector["case"]))
        result.pop("flip", None)
        if result != vector.get("expect", {"refused": vector.get("refused")}):
            print(f"{path.name}: differs\n  {json.dumps(result, ensure_ascii=False)}")
            wrong += 1
    print(f"{len(files) - wrong} of {len(files)} cases reproduced")
    return 1 if wrong or not files else 0


def main(arguments):
    if arguments == ["--lines"]:
        for line in sys.stdin:
            print(json.dumps(evaluate(line), ensure_ascii=False, separators=(",", ":")))
        return 0
    if len(arguments) == 2 and arguments[0] == "--vectors":
        return vectors(arguments[1])
    if len(arguments) == 1:
        result = evaluate(Path(arguments[0]).read_text())
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return 2 if "refused" in result else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
