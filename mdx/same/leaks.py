"""What stands in two splits of a data set, and so makes a test worthless."""

from collections import Counter

from mdx.records.jsonl import Line
from mdx.same import fingerprints

SHOWN = 5  # are named; all are counted


class Leaks:
    """What stands in two splits: the same code but for layout and imports, or description."""

    def __init__(self, names: list[str]):
        self.names = names
        self.kept = fingerprints.Kept()
        self.seen: dict[str, dict[int, int]] = {"code": {}, "description": {}}
        self.counts: Counter[str] = Counter()
        self.told: list[str] = []

    def see(self, line: Line, name: str) -> None:
        """Compares a record with all before it."""
        found = fingerprints.fingerprint(line)
        number = None
        for (what, seen), key in zip(self.seen.items(), (found.form, found.words), strict=True):
            if key in seen:
                self._see_again(what, key, line, name)
            elif key:
                number = self.kept.add(line) if number is None else number
                seen[key] = number << len(self.names) | self._bit(name)

    def _bit(self, name: str) -> int:
        return 1 << self.names.index(name)

    def _see_again(self, what: str, key: int, line: Line, name: str) -> None:
        before = self.seen[what][key]
        splits = before & ((1 << len(self.names)) - 1)
        if splits & self._bit(name):
            return
        self.seen[what][key] = before | self._bit(name)
        if splits & (splits - 1) == 0:  # known from one split alone until now
            self.counts[what] += 1
            if len(self.told) < SHOWN:
                first = self.kept.where(before >> len(self.names))
                other = self.names[splits.bit_length() - 1]
                self.told.append(f"{line.where} ({name}) has the {what} of {first} ({other})")
