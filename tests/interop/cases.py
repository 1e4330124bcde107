"""Random evaluation cases (docs/formats/case.md) by a seed: sound ones of every regime, method and formula, and broken ones
with the JSONPath at which they must be refused. Nothing here knows how a case is counted."""

import json
import random

IDS = ("A", "B", "C", "bid-1", "甲公司", "乙 公司", "it's", 'a"b', "x\\y", "", "Z9", "_u", "é")
NUMBERS = ("1.0e5", "NaN", "Infinity", "+1", ".5", "1.", "01", "-", "", " 1", "1 ", "1,000", "０", "--1", "0x10", "1_000")


def decimal(units, places, rng=None):
    """units · 10^-places in one of its spellings."""
    sign, digits = ("-" if units < 0 else ""), str(abs(units)).rjust(places + 1, "0")
    text = sign + (digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}")
    if rng is None or rng.random() < 0.5:
        return text
    if "." in text and rng.random() < 0.6:
        return text.rstrip("0").rstrip(".")
    return text + ("0" if "." in text else ".0")


def benchmark(rng):
    kind = rng.choice(("mean", "mean_drop", "composite", "without_outliers"))
    if kind == "mean_drop":
        return {"kind": kind, "drop": decimal(rng.randrange(12), 2)}
    if kind == "composite":
        return {"kind": kind, "of_ceiling": decimal(rng.choice((0, 30, 40, 55, 100)), 2)}
    if kind == "without_outliers":
        return {"kind": kind, "limit": decimal(rng.choice((0, 5, 10, 30)), 2), "times": rng.choice(("0.9", "1", "0.95"))}
    return {"kind": kind}


def formula(rng, regime):
    kinds = {"works": ("low_first", "deviation", "symmetric", "deviation"), "international": ("low_first", "qcbs", "rated")}
    kind = rng.choice(kinds.get(regime, ("low_first",)))
    out = {"kind": kind}
    if kind in ("deviation", "symmetric"):
        out["benchmark"] = benchmark(rng)
        if rng.random() < 0.4:
            out["floor"] = decimal(rng.randrange(0, 300), rng.choice((1, 2)))
    if kind == "deviation":
        out["above"], out["below"] = (decimal(rng.randrange(0, 300), 2) for _ in range(2))
        if rng.random() < 0.5:
            out["step"] = rng.random() < 0.6
    return out


def criterion(rng, name, most):
    """A criterion of `most` thousandths of a point."""
    out = {"id": name, "kind": rng.choice(("objective", "subjective", "subjective"))}
    low = rng.choice((0, 0, 0, 0, 0, 1000, 500, -1000, 250, 5)) if rng.random() < 0.3 else 0
    low = min(low, most)
    fine = most <= 3000 or rng.random() < 0.02 and most <= 20000
    steps = (10, 20, 50, 125, 15) if fine else (500, 1000, 2500, 5000, 1250, 3000, 333)
    out["max"], out["min"] = decimal(most, 3, rng), decimal(low, 3, rng)
    step = None if fine and rng.random() < 0.6 else rng.choice(steps)
    if step:
        out["step"] = decimal(step, 3, rng)
    return out, low, step


def split(rng, total, parts):
    """`total` thousandths in `parts` parts, mostly whole halves of points."""
    unit = rng.choice((500, 500, 1000, 100, 10, 1))
    if total % unit or total < parts * unit:
        unit = 1
    cuts = sorted(rng.randrange(0, total // unit + 1) * unit for _ in range(parts - 1))
    return [b - a for a, b in zip([0] + cuts, cuts + [total])]


def values(low, most, step):
    """What may be given, in thousandths: on the step, with at most two decimals."""
    if step is None:
        return range(-(-low // 10) * 10, most + 1, 10)
    return [value for value in range(low, most + 1, step) if value % 10 == 0]


def rows(rng, kind, allowed, members):
    if not allowed:
        return ["0"] * members
    middle = rng.randrange(len(allowed))
    if kind == "objective":
        return [decimal(allowed[middle], 3, rng) for _ in range(members)]
    reach = rng.choice((1, 2, max(1, len(allowed) // 10), len(allowed)))
    near = range(max(0, middle - reach), min(len(allowed), middle + reach + 1))
    return [decimal(allowed[rng.choice(near)], 3, rng) for _ in range(members)]


def spoil(rng, case):
    """Scores that are findings: absent, null, out of range, off the step, with three decimals, unlike the others'."""
    for _ in range(rng.randrange(1, 4)):
        sheet = case["scores"].get(rng.choice(case["bids"])["id"]) if case["bids"] else None
        if not sheet:
            continue
        row = sheet[rng.choice(list(sheet))]
        at = rng.randrange(len(row))
        row[at] = rng.choice((None, None, "101", "-3", "1.005", "0.3", "12345678901234567890.5", "0.00000000000000000001", "7"))
    if case["bids"] and rng.random() < 0.15:
        bid = rng.choice(case["bids"])["id"]
        if rng.random() < 0.5:
            case["scores"].pop(bid)
        elif case["scores"][bid]:
            case["scores"][bid].pop(rng.choice(list(case["scores"][bid])))


def bids(rng, names, wild):
    ceiling = 120_000_000
    grain = rng.choice((5_000_000, 1_000_000, 10_000, 1, 1))
    low = 45_000_000 if wild else 90_000_000
    out = []
    for name in names:
        price = max(1, rng.randrange(low, ceiling + (10_000_000 if wild else 1)) // grain * grain)
        failed = 0.06 if wild else 0.01
        out.append({
            "id": name,
            "price": decimal(price, 2, rng) if price % 100 else decimal(price // 100, 0, rng),
            "size": rng.choice(("large", "medium", "small", "micro")),
            "consortium_small_share": rng.choice(("0", "0.29", "0.3", "0.30", "0.299999", "0.5", "1")),
            "domestic": rng.random() < 0.8,
            "brand": rng.choice((None, None, None, None, "K", "L", "")),
            "qualified": rng.random() >= failed,
            "compliant": rng.random() >= failed,
            "invalid": rng.choice(("", "串通投标")) if rng.random() < failed else None,
        })  # fmt: skip
    return out


def sound(rng):
    """A case that must not be refused."""
    regime = rng.choice(("goods", "services", "works", "works", "international"))
    works, abroad = regime == "works", regime == "international"
    price = {"formula": formula(rng, regime)}
    apart = price["formula"]["kind"] in ("qcbs", "rated")
    lowest = {"goods": 30_000, "services": 10_000}.get(regime, 0)
    weight = rng.randrange(lowest, 100_001, rng.choice((1000, 1000, 500, 1)))
    if rng.random() < 0.5:
        weight = max(lowest, rng.choice((10, 30, 40, 60)) * 1000)
    price["weight"] = decimal(weight, 3, rng)
    names = rng.sample(IDS, len(IDS))
    number = rng.randrange(1, 5)
    members = [f"m{i}" for i in range(rng.choice((1, 2, 3, 5) if abroad else (5, 5, 5, 7)))]
    made = [criterion(rng, names[i], part) for i, part in enumerate(split(rng, 100_000 - (0 if apart else weight), number))]
    rng.shuffle(names)
    wild = rng.random() < 0.3
    offered = bids(rng, names[: rng.choice((3, 3, 4, 4, 5, 6, 8) if not wild else (0, 2, 3, 4, 5, 6, 7))], wild)
    scores = {}
    for bid in offered:
        cells = [(c["id"], rows(rng, c["kind"], values(low, int(float(c["max"]) * 1000 + 0.5), step), len(members)))
                 for c, low, step in made]  # fmt: skip
        rng.shuffle(cells)
        scores[bid["id"]] = dict(cells)
    rate = lambda choices: decimal(rng.choice(choices), 3, rng)
    case = {
        "v": 1,
        "regime": regime,
        "method": "lowest" if rng.random() < 0.12 else "comprehensive",
        "ceiling": rng.choice(("1200000.00", "1200000", "1199999.99")),
        "members": members,
        "criteria": [c for c, _, _ in made],
        "price": price,
        "deductions": {
            "small": rate((0, 30, 35, 50) if works else (0, 100, 125, 200)),
            "consortium": rate((0, 10, 20) if works else (0, 40, 55, 60)),
            "domestic": rate((0,) if works else (0, 200)),
        },
        "abnormally_low": {"of_mean": rate((500, 600, 650)), "of_next": rate((500, 650)), "of_ceiling": rate((450, 550, 650))},
        "expert_scores": rng.choice(("mean", "trimmed")) if works else "mean",
        "tie_break": rng.choice(([], ["price"], ["draw"], ["price", "draw"], ["draw", "price"])),
        "draw_seed": rng.choice((None, rng.randbytes(32).hex())),
        "candidates": rng.choice((1, 2, 3, 3, 3, 9)),
        "bids": offered,
        "scores": scores,
    }
    if rng.random() < 0.12:
        spoil(rng, case)
    return case


# ---- broken ones ---------------------------------------------------------------------------------------------------------


def plain_case():
    """A case of which everything is known, to break at one place."""
    bid = lambda name, price: {
        "id": name, "price": price, "size": "large", "consortium_small_share": "0", "domestic": True, "brand": None,
        "qualified": True, "compliant": True, "invalid": None,
    }  # fmt: skip
    score = lambda: {"p": ["25", "26", "24", "27", "25"], "t": ["27"] * 5}
    return {
        "v": 1, "regime": "works", "method": "comprehensive", "ceiling": "120", "members": ["m1", "m2", "m3", "m4", "m5"],
        "criteria": [
            {"id": "t", "kind": "objective", "max": "40", "min": "0"},
            {"id": "p", "kind": "subjective", "max": "30", "min": "0", "step": "0.5"},
        ],
        "price": {"weight": "30", "formula": {
            "kind": "deviation", "benchmark": {"kind": "without_outliers", "limit": "0.3", "times": "0.9"}, "above": "1",
            "below": "0.5", "step": True, "floor": "0"}},
        "deductions": {"small": "0", "consortium": "0", "domestic": "0"},
        "abnormally_low": {"of_mean": "0.50", "of_next": "0.50", "of_ceiling": "0.45"},
        "expert_scores": "mean", "tie_break": ["price", "draw"], "draw_seed": "0f" * 32, "candidates": 3,
        "bids": [bid("A", "100"), bid("B", "110"), bid("C", "105")],
        "scores": {name: score() for name in ("A", "B", "C")},
    }  # fmt: skip


def places(value, path="$", steps=()):
    """Every place of a value: its path, the steps to it, and what is there."""
    yield path, steps, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(inner, f"{path}.{key}" if isinstance(key, str) else f"{path}[{key}]", (*steps, key))


def put(case, steps, value):
    for step in steps[:-1]:
        case = case[step]
    case[steps[-1]] = value


def unlawful(rng):
    """(what to set, where it is refused): each offends one rule."""
    goods = {"regime": "goods", "price.formula": {"kind": "low_first"}}
    abroad = {"regime": "international", "price.formula": {"kind": "low_first"}}
    return rng.choice((
        ({"ceiling": rng.choice(("0", "-5", "0.00"))}, "$.ceiling"),
        ({"ceiling": "120.001"}, "$.ceiling"),
        ({"bids.1.price": rng.choice(("0", "-1", "99.999"))}, "$.bids[1].price"),
        ({"bids.2.consortium_small_share": rng.choice(("-0.1", "1.01"))}, "$.bids[2].consortium_small_share"),
        ({"members": ["m1", "m2", "m1", "m4", "m5"]}, "$.members[2]"),
        ({"members": ["m1", "m2", "m3", "m4"]}, "$.members"),
        ({"members": ["m1"]}, "$.members"),
        ({"members": []}, "$.members"),
        ({"criteria.1.id": "t"}, "$.criteria[1].id"),
        ({"bids.2.id": "A"}, "$.bids[2].id"),
        ({"criteria.0.max": "40.01"}, "$.criteria"),
        ({"price.weight": rng.choice(("-1", "100.01"))}, "$.price.weight"),
        ({"criteria.1.min": "30.5"}, "$.criteria[1].min"),
        ({"criteria.1.step": rng.choice(("0", "-0.5"))}, "$.criteria[1].step"),
        ({"criteria.0.min": "-10000.01"}, "$.criteria[0].min"),
        ({"candidates": 0}, "$.candidates"),
        ({"tie_break": ["draw", "draw"]}, "$.tie_break[1]"),
        ({"draw_seed": rng.choice(("0f" * 31, "0g" * 32, "", "0f" * 33))}, "$.draw_seed"),
        ({"price.formula.kind": rng.choice(("qcbs", "low_first"))}, None),
        ({"price.formula.above": "-0.1"}, "$.price.formula.above"),
        ({"price.formula.floor": "-1"}, "$.price.formula.floor"),
        ({"price.formula.benchmark.limit": "-0.01"}, "$.price.formula.benchmark.limit"),
        ({"price.formula.benchmark.times": "0"}, "$.price.formula.benchmark.times"),
        ({"price.formula.benchmark": {"kind": "mean_drop", "drop": "1"}}, "$.price.formula.benchmark.drop"),
        ({"price.formula.benchmark": {"kind": "composite", "of_ceiling": "1.1"}}, "$.price.formula.benchmark.of_ceiling"),
        ({"deductions.small": rng.choice(("0.02", "0.1", "-0.03"))}, "$.deductions.small"),
        ({"deductions.consortium": "0.03"}, "$.deductions.consortium"),
        ({"deductions.domestic": "0.2"}, "$.deductions.domestic"),
        ({"abnormally_low.of_mean": rng.choice(("0.49", "0.6501"))}, "$.abnormally_low.of_mean"),
        ({"abnormally_low.of_ceiling": rng.choice(("0.4499", "1"))}, "$.abnormally_low.of_ceiling"),
        ({"scores.X": {}}, "$.scores.X"),
        ({"scores.A.x": ["1"] * 5}, "$.scores.A.x"),
        ({"scores.A.t": ["1"] * rng.choice((0, 4, 6))}, "$.scores.A.t"),
        ({**goods, "price.weight": "29.99", "criteria.0.max": "40.01"}, "$.price.weight"),
        ({**goods, "regime": "services", "price.weight": "9", "criteria.0.max": "61"}, "$.price.weight"),
        ({**goods, "expert_scores": "trimmed"}, "$.expert_scores"),
        ({**goods, "method": "lowest", "expert_scores": "trimmed"}, "$.expert_scores"),
        ({"regime": rng.choice(("goods", "services", "international"))}, "$.price.formula.kind"),
        ({"regime": "goods", "method": "lowest"}, "$.price.formula.kind"),
        ({**goods, "deductions.small": "0.09"}, "$.deductions.small"),
        ({**goods, "deductions.domestic": "0.19"}, "$.deductions.domestic"),
        ({**abroad, "expert_scores": "trimmed"}, "$.expert_scores"),
        ({**abroad, "price.formula": {"kind": "rated"}}, "$.criteria"),
    ))  # fmt: skip


def broken(rng):
    """The text of a case that must be refused, and where; the path is None where the format does not say which."""
    case = plain_case()
    how = rng.randrange(6)
    if how < 2:
        edits, path = unlawful(rng)
        for place, value in edits.items():
            put(case, [int(step) if step.isdigit() else step for step in place.split(".")], value)
        return json.dumps(case, ensure_ascii=False), path
    spots = [spot for spot in places(case) if spot[1]]
    if how == 2:  # a field that is not known
        path, steps, _ = rng.choice([s for s in spots if isinstance(s[2], dict) and s[1][0] != "scores"])
        put(case, (*steps, "colour"), "red")
        return json.dumps(case), f"{path}.colour"
    if how == 3:  # a field that is not there
        optional = ("$.criteria[1].step", "$.price.formula.step", "$.price.formula.floor")
        known = [s for s in spots if isinstance(s[1][-1], str) and s[1][0] != "scores" and s[0] not in optional]
        path, steps, _ = rng.choice(known)
        inner = case
        for step in steps[:-1]:
            inner = inner[step]
        del inner[steps[-1]]
        return json.dumps(case), path
    if how == 4:  # a value of another type, or a number that is none
        path, steps, value = rng.choice(spots)
        number = isinstance(value, str) and value[:1].isdigit() and len(value) < 10
        wrong = rng.choice(NUMBERS) if number and rng.random() < 0.5 else rng.choice((7, 1.5, [[]], {"a": 1}))
        if isinstance(value, int) and not isinstance(value, bool):
            wrong = rng.choice(("3", 1.5, -1, None, True))
        put(case, steps, wrong)
        inside = isinstance(wrong, (list, dict)) or isinstance(value, (list, dict))
        return json.dumps(case), None if inside else path
    text = json.dumps(case)
    return rng.choice((
        (text[: rng.randrange(len(text))], "$"),
        (text.replace('"domestic": true', '"domestic": true, "domestic": true', 1), "$.bids[0].domestic"),
        (text.replace('"t": ["27"', '"t": [], "t": ["27"', 1), "$.scores.A.t"),
        (text + "x", "$"),
    ))  # fmt: skip


def batch(seed, count):
    """Cases as lines of text, each with what is known of its refusal: False, True, or the path."""
    rng = random.Random(seed)
    out = []
    for _ in range(count):
        if rng.random() < 0.08:
            text, path = broken(rng)
            out.append((text, path or True))
        else:
            out.append((json.dumps(sound(rng), ensure_ascii=False), False))
    return out
