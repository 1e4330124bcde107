"""An evaluation case out of JSON text, and what of it is refused; written from docs/formats/case.md alone. Numbers become
exact rationals."""

import json
import re
from fractions import Fraction

DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


class Refused(Exception):
    """A case that is not one, with the JSONPath of what is wrong."""


def below(path, key):
    """The JSONPath (RFC 9535) of a member of an object."""
    if re.fullmatch(r"[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_\u0080-\U0010ffff]*", key):
        return f"{path}.{key}"
    quoted = key.replace("\\", "\\\\").replace("'", "\\'")
    return f"{path}['{quoted}']"


class Pairs(list):
    """A JSON object as it was written, so that repeated keys are seen."""


def fields(value, path, required, optional=()):
    members = keyed(value, path)
    for key in members:
        if key not in required and key not in optional:
            raise Refused(below(path, key))
    for key in required:
        if key not in members:
            raise Refused(below(path, key))
    return members


def keyed(value, path):
    if not isinstance(value, Pairs):
        raise Refused(path)
    members = {}
    for key, item in value:
        if key in members:
            raise Refused(below(path, key))
        members[key] = item
    return members


def listed(value, path):
    if isinstance(value, Pairs) or not isinstance(value, list):
        raise Refused(path)
    return value


def text(value, path):
    if not isinstance(value, str):
        raise Refused(path)
    return value


def one_of(value, path, words):
    if text(value, path) not in words:
        raise Refused(path)
    return value


def flag(value, path):
    if not isinstance(value, bool):
        raise Refused(path)
    return value


def decimal(value, path, low=None, high=None):
    if not DECIMAL.fullmatch(text(value, path)):
        raise Refused(path)
    number = Fraction(value)
    if low is not None and number < low or high is not None and number > high:
        raise Refused(path)
    return number


def price(value, path):
    amount = decimal(value, path)
    if amount <= 0 or not two_places(amount):
        raise Refused(path)
    return amount


def two_places(number):
    return (number * 100).denominator == 1


def identifiers(values, path):
    seen = set()
    for at, name in enumerate(values):
        if name in seen:
            raise Refused(path(at))
        seen.add(name)


FORMULAS = {
    "low_first": (),
    "deviation": ("benchmark", "above", "below"),
    "symmetric": ("benchmark",),
    "qcbs": (),
    "rated": (),
}
OPTIONAL = {"deviation": ("step", "floor"), "symmetric": ("floor",)}
BENCHMARKS = {"mean": (), "mean_drop": ("drop",), "composite": ("of_ceiling",), "without_outliers": ("limit", "times")}


def read_benchmark(value, path):
    kind = one_of(keyed(value, path).get("kind"), path + ".kind", BENCHMARKS)
    b = fields(value, path, ("kind",) + BENCHMARKS[kind])
    out = {"kind": kind}
    for key in BENCHMARKS[kind]:
        number = decimal(b[key], f"{path}.{key}", 0, 1 if key in ("drop", "of_ceiling") else None)
        if key == "drop" and number == 1 or key == "times" and number == 0:
            raise Refused(f"{path}.{key}")
        out[key] = number
    return out


def read_formula(value, path):
    kind = one_of(keyed(value, path).get("kind"), path + ".kind", FORMULAS)
    f = fields(value, path, ("kind",) + FORMULAS[kind], OPTIONAL.get(kind, ()))
    out = {"kind": kind, "floor": Fraction(0), "step": False}
    for key in ("above", "below", "floor"):
        if key in f:
            out[key] = decimal(f[key], f"{path}.{key}", 0)
    if "step" in f:
        out["step"] = flag(f["step"], path + ".step")
    if "benchmark" in f:
        out["benchmark"] = read_benchmark(f["benchmark"], path + ".benchmark")
    return out


def read_criterion(value, path):
    c = fields(value, path, ("id", "kind", "max", "min"), ("step",))
    out = {
        "id": text(c["id"], path + ".id"),
        "subjective": one_of(c["kind"], path + ".kind", ("objective", "subjective")) == "subjective",
        "max": decimal(c["max"], path + ".max"),
        "min": decimal(c["min"], path + ".min"),
        "step": decimal(c["step"], path + ".step") if "step" in c else None,
    }
    for bound in ("max", "min"):
        if abs(out[bound]) > 10_000:
            raise Refused(f"{path}.{bound}")
    if out["min"] > out["max"]:
        raise Refused(path + ".min")
    if out["step"] is not None and out["step"] <= 0:
        raise Refused(path + ".step")
    return out


BID = ("id", "price", "size", "consortium_small_share", "domestic", "brand", "qualified", "compliant", "invalid")


def read_bid(value, path):
    b = fields(value, path, BID)
    return {
        "id": text(b["id"], path + ".id"),
        "price": price(b["price"], path + ".price"),
        "small": one_of(b["size"], path + ".size", ("large", "medium", "small", "micro")) in ("small", "micro"),
        "share": decimal(b["consortium_small_share"], path + ".consortium_small_share", 0, 1),
        "domestic": flag(b["domestic"], path + ".domestic"),
        "brand": None if b["brand"] is None else text(b["brand"], path + ".brand"),
        "passed": flag(b["qualified"], path + ".qualified") & flag(b["compliant"], path + ".compliant"),
        "invalid": None if b["invalid"] is None else text(b["invalid"], path + ".invalid"),
    }


def read_scores(value, case):
    bids, criteria = {b["id"] for b in case["bids"]}, {c["id"] for c in case["criteria"]}
    out = {}
    for bid, sheet in keyed(value, "$.scores").items():
        at = below("$.scores", bid)
        if bid not in bids:
            raise Refused(at)
        for criterion, row in keyed(sheet, at).items():
            cell = below(at, criterion)
            if criterion not in criteria or len(listed(row, cell)) != len(case["members"]):
                raise Refused(cell)
            out[bid, criterion] = [None if v is None else decimal(v, f"{cell}[{i}]") for i, v in enumerate(row)]
    return out


def read_abnormal(value):
    path = "$.abnormally_low"
    defaults = {"of_mean": Fraction(1, 2), "of_next": Fraction(1, 2), "of_ceiling": Fraction(45, 100)}
    a = fields(value, path, tuple(defaults))
    return {key: decimal(a[key], f"{path}.{key}", low, Fraction(65, 100)) for key, low in defaults.items()}


def read_deductions(value, works):
    path = "$.deductions"
    small, consortium = (("0.03", "0.05"), ("0.01", "0.02")) if works else (("0.10", "0.20"), ("0.04", "0.06"))
    ranges = {"small": small, "consortium": consortium, "domestic": ("0", "0") if works else ("0.20", "0.20")}
    d, out = fields(value, path, tuple(ranges)), {}
    for key, (low, high) in ranges.items():
        out[key] = decimal(d[key], f"{path}.{key}")
        if out[key] != 0 and not Fraction(low) <= out[key] <= Fraction(high):
            raise Refused(f"{path}.{key}")
    return out


TOP = (
    "v", "regime", "method", "ceiling", "members", "criteria", "price", "deductions", "abnormally_low", "expert_scores",
    "tie_break", "draw_seed", "candidates", "bids", "scores",
)  # fmt: skip


def whole(value, path, low):
    if isinstance(value, bool) or not isinstance(value, int) or value < low:
        raise Refused(path)
    return value


def read(raw):
    """A case out of JSON text."""
    try:
        value = json.loads(raw, object_pairs_hook=Pairs)
    except ValueError:
        raise Refused("$") from None
    top = fields(value, "$", TOP)
    if whole(top["v"], "$.v", 1) != 1:
        raise Refused("$.v")
    case = {
        "regime": one_of(top["regime"], "$.regime", ("goods", "services", "works", "international")),
        "method": one_of(top["method"], "$.method", ("comprehensive", "lowest")),
        "ceiling": price(top["ceiling"], "$.ceiling"),
        "members": [text(m, f"$.members[{i}]") for i, m in enumerate(listed(top["members"], "$.members"))],
        "criteria": [read_criterion(c, f"$.criteria[{i}]") for i, c in enumerate(listed(top["criteria"], "$.criteria"))],
        "abnormal": read_abnormal(top["abnormally_low"]),
        "trimmed": one_of(top["expert_scores"], "$.expert_scores", ("mean", "trimmed")) == "trimmed",
        "tie_break": [
            one_of(t, f"$.tie_break[{i}]", ("price", "draw")) for i, t in enumerate(listed(top["tie_break"], "$.tie_break"))
        ],
        "candidates": whole(top["candidates"], "$.candidates", 1),
        "bids": [read_bid(b, f"$.bids[{i}]") for i, b in enumerate(listed(top["bids"], "$.bids"))],
        "seed": None,
    }
    if top["draw_seed"] is not None:
        if not re.fullmatch("[0-9a-fA-F]{64}", text(top["draw_seed"], "$.draw_seed")):
            raise Refused("$.draw_seed")
        case["seed"] = bytes.fromhex(top["draw_seed"])
    p = fields(top["price"], "$.price", ("weight", "formula"))
    case["weight"] = decimal(p["weight"], "$.price.weight", 0, 100)
    case["formula"] = read_formula(p["formula"], "$.price.formula")
    case["deductions"] = read_deductions(top["deductions"], case["regime"] == "works")
    committee(case)
    identifiers(case["members"], lambda i: f"$.members[{i}]")
    identifiers((c["id"] for c in case["criteria"]), lambda i: f"$.criteria[{i}].id")
    identifiers((b["id"] for b in case["bids"]), lambda i: f"$.bids[{i}].id")
    identifiers(case["tie_break"], lambda i: f"$.tie_break[{i}]")
    case["scores"] = read_scores(top["scores"], case)
    lawful(case)
    return case


def committee(case):
    """Before the scores, whose rows are as long as the committee."""
    if case["regime"] != "international" and (len(case["members"]) < 5 or len(case["members"]) % 2 == 0):
        raise Refused("$.members")


def lawful(case):
    """What the law does not allow, whatever the bids are."""
    regime, kind = case["regime"], case["formula"]["kind"]
    domestic = regime != "international"
    allowed = {
        "low_first": True,
        "deviation": regime == "works",
        "symmetric": regime == "works",
        "qcbs": not domestic,
        "rated": not domestic,
    }
    if not allowed[kind]:
        raise Refused("$.price.formula.kind")
    if case["trimmed"] and regime != "works":
        raise Refused("$.expert_scores")
    if case["method"] == "comprehensive":
        if case["weight"] < {"goods": 30, "services": 10}.get(regime, 0):
            raise Refused("$.price.weight")
        total = sum(c["max"] for c in case["criteria"])
        if total + (0 if kind in ("qcbs", "rated") else case["weight"]) != 100:
            raise Refused("$.criteria")
