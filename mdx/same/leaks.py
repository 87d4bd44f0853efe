"""What stands in two splits of a data set, and so makes a test worthless."""

from collections import Counter

from mdx.records import fields
from mdx.records.jsonl import Line
from mdx.same.fingerprints import digest, is_blank, words_key
from mdx.same.form_parts import without_imports
from mdx.same.kept import Kept
from mdx.same.normal_form import normal

SHOWN = 5  # are named; all are counted


class Leaks:
    """What stands in two splits: the same code but for layout and imports, or description.

    `counts` has how often by what leaked, `examples` a message for each of the first ones.
    """

    def __init__(self, splits: list[str]):
        self.splits = splits
        self.counts: Counter[str] = Counter()
        self.examples: list[str] = []
        self._kept = Kept()
        # By key: the number in Kept of the first record that has it, above a bit for each split.
        self._seen: dict[str, dict[int, int]] = {"code": {}, "description": {}}

    def see(self, line: Line, split: str) -> None:
        """Compares a record with all before it."""
        number = None
        for what, key in (("code", _code_key(line)), ("description", _words_key(line))):
            if key in self._seen[what]:
                self._see_again(what, key, line, split)
            elif key:
                number = self._kept.add(line) if number is None else number
                self._seen[what][key] = number << len(self.splits) | self._bit(split)

    def _bit(self, split: str) -> int:
        return 1 << self.splits.index(split)

    def _see_again(self, what: str, key: int, line: Line, split: str) -> None:
        before = self._seen[what][key]
        bits = before & ((1 << len(self.splits)) - 1)
        if bits & self._bit(split):
            return
        self._seen[what][key] = before | self._bit(split)
        if bits.bit_count() == 1:  # it stood in one split alone until now
            self.counts[what] += 1
            if len(self.examples) < SHOWN:
                first = self._kept.where(before >> len(self.splits))
                other = self.splits[bits.bit_length() - 1]
                self.examples.append(f"{line.where} ({split}) has the {what} of {first} ({other})")


def _code_key(line: Line) -> int:
    code = fields.text(line.record, "code")
    return 0 if is_blank(code) else digest(without_imports(normal(code)))


def _words_key(line: Line) -> int:
    return words_key(fields.text(line.record, "description"))
