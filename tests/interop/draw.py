#!/usr/bin/env python3
"""Re-runs a published draw from its folder with nothing but the standard library, written from the format's description
alone (docs/formats/draw.md), not from the Rust code. Usage: draw.py FOLDER…; exit 0 when every result is reproduced."""

import hashlib
import hmac
import re
import sys
from pathlib import Path


def lp(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def tagged(tag: str, *parts: bytes) -> bytes:
    return hashlib.sha256(lp(tag.encode()) + b"".join(lp(part) for part in parts)).digest()


def tree(lines):
    """RFC 6962 tree hash over lines."""
    if not lines:
        return hashlib.sha256(b"").digest()
    if len(lines) == 1:
        return hashlib.sha256(b"\0" + lines[0]).digest()
    split = 1
    while split * 2 < len(lines):
        split *= 2
    return hashlib.sha256(b"\1" + tree(lines[:split]) + tree(lines[split:])).digest()


def note_text(path: Path) -> bytes:
    text, _, _ = path.read_bytes().partition(b"\n\n")
    return text + b"\n"


def field(text: bytes, name: str) -> str:
    return re.search(rb"^%s (.*)$" % name.encode(), text, re.M).group(1).decode()


class Draw:
    def __init__(self, folder: Path):
        import base64

        self.context = (folder / "context.txt").read_bytes()
        lines = self.context.decode().splitlines()
        self.ctx = hashlib.sha256(self.context).digest()
        self.need = [int(line.split()[2]) for line in lines if line.startswith("group ")]
        self.parties = [line.split()[1] for line in lines if line.startswith("party ")]
        raw = (folder / "candidates.tsv").read_bytes().splitlines()
        count, root = re.search(r"^candidates (\d+) (\S+)$", self.context.decode(), re.M).groups()
        assert int(count) == len(raw) and base64.b64decode(root) == tree(raw), "the candidates are not the committed ones"
        self.people = {}
        for line in raw:
            pid, unit, groups = line.decode().split("\t")
            self.people[pid] = (unit, frozenset(int(g) for g in groups.split(",")))
        self.notes = sorted((folder / "notes").glob("*.note")) if (folder / "notes").exists() else []
        responses = folder / "responses.tsv"
        self.answers = [line.split("\t") for line in responses.read_text().splitlines()] if responses.exists() else []
        self.expected = (folder / "result.tsv").read_text() if (folder / "result.tsv").exists() else ""

    def seed(self) -> bytes:
        texts = {}
        for path in self.notes:
            text = note_text(path)
            kind = text.splitlines()[0].decode().rsplit("/", 1)[1]
            party = field(text, "party") if kind != "beacon" else ""
            texts[kind, party] = text
        reveals = []
        for party in self.parties:
            r = bytes.fromhex(field(texts["reveal", party], "reveal"))
            commit = tagged("bidroom/draw/1/commit", self.ctx, party.encode(), r)
            assert commit.hex() == field(texts["commit", party], "commit"), f"{party} revealed something else"
            reveals.append(r)
        beacon = bytes.fromhex(field(texts["beacon", ""], "value")) if ("beacon", "") in texts else b""
        message = b"".join(lp(r) for r in reveals) + lp(beacon)
        return hmac.new(self.ctx, message, hashlib.sha256).digest()

    def short(self, chosen, people):
        units = {people[pid][0] for pid in chosen}
        for mask in range(1, 1 << len(self.need)):
            groups = {g for g in range(len(self.need)) if mask >> g & 1}
            need = sum(self.need[g] for g in groups)
            inside = sum(1 for pid in chosen if people[pid][1] <= groups)
            touching = sum(1 for pid in chosen if people[pid][1] & groups)
            free = {unit for unit, can in people.values() if can & groups} - units
            if inside > need or touching + len(free) < need:
                return mask
        return 0

    def walk(self, order, chosen, people):
        for pid in order:
            if len(chosen) == sum(self.need):
                break
            if pid in chosen or pid not in people or people[pid][0] in {people[k][0] for k in chosen}:
                continue
            if not self.short(chosen | {pid}, people):
                chosen = chosen | {pid}
        return chosen

    def result(self) -> str:
        if not self.notes:
            assert self.short(set(), self.people), "no ceremony, though the request can be met"
            return ""
        seed = self.seed()
        lot = {pid: hmac.new(seed, b"bidroom/draw/1/lot" + bytes.fromhex(pid), hashlib.sha256).hexdigest() for pid in self.people}
        order = sorted(self.people, key=lambda pid: (lot[pid], pid))
        people = dict(self.people)
        chosen = self.walk(order, set(), people)
        for pid, answer in self.answers:
            assert pid in chosen, "an answer for somebody who is not in K"
            if answer == "accepted":
                continue
            chosen = chosen - {pid}
            del people[pid]
            if self.short(chosen, people):
                break
            chosen = self.walk(order, chosen, people)
        seated = [pid for pid in order if pid in chosen]
        return "".join(f"{group}\t{pid}\t{lot[pid]}\n" for pid, group in zip(seated, self.groups(seated)))

    def groups(self, seated):
        given = []
        for index, pid in enumerate(seated):
            for group in sorted(self.people[pid][1]):
                trial = given + [group]
                left = [self.people[other][1] for other in seated[index + 1 :]]
                if all(
                    sum(1 for g in trial if g in groups) + sum(1 for can in left if can <= groups)
                    <= sum(self.need[g] for g in groups)
                    for mask in range(1, 1 << len(self.need))
                    for groups in [{g for g in range(len(self.need)) if mask >> g & 1}]
                ):
                    given.append(group)
                    break
        return given


def main() -> int:
    bad = 0
    for name in sys.argv[1:]:
        draw = Draw(Path(name))
        same = draw.result() == draw.expected
        print(f"{name}: {'reproduced' if same else 'DIFFERS'}")
        bad += not same
    return 1 if bad or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
