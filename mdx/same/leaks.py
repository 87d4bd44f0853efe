"""What stands in two splits of a data set, and so makes a test worthless."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from mdx.records import fields
from mdx.records.jsonl import Line
from mdx.same.coarse_form import letters, letters_and_digits
from mdx.same.equal import Equal
from mdx.same.fingerprints import BLOCK, digest, fingerprints, is_blank, words_key
from mdx.same.form_parts import without_imports
from mdx.same.kept import Kept
from mdx.same.nameless import Nameless
from mdx.same.normal_form import normal
from mdx.same.table import Table
from mdx.work import processes

if TYPE_CHECKING:
    import numpy as np

LEVELS = ("exact", "layout", "renamed", "near")
SHOWN = 5  # are named; all are counted


class _Text(NamedTuple):
    code: str
    words: str
    scene: str


class _Keys(NamedTuple):
    """What is compared of one record. Where there is no code, and where no words, that is 0."""

    code: int
    description: int
    coarse: int = 0  # of the code's coarse form; with the level layout, where code is of its bytes
    shingles: "tuple[np.ndarray, np.ndarray] | None" = None


class Leaks:
    """What stands in two splits: code that is the same at a level, or a description.

    Code is compared but for its imports, descriptions but for how they begin. At the level near,
    code counts as well that is as similar as the threshold. `counts` has how often by what leaked,
    `examples` a message for each of the first ones.
    """

    def __init__(self, splits: list[str], level: str = "layout", threshold: float = 0.85):
        self.splits = splits
        self.level = level
        self.counts: Counter[str] = Counter()
        self.examples: list[str] = []
        self._kept = Kept()
        # Of all that is compared, the first record that has it, in Kept, and a bit for each split.
        self._firsts = array("I")
        self._bits: list[int] = []
        self._seen = {"code": Table(), "description": Table()}
        self._equal = Equal(letters_and_digits, _form) if level == "layout" else None
        self._near: _Near | None = _Near(threshold) if level == "near" else None

    def watch(self, placed: Iterable[tuple[Line, str]], jobs: int) -> Iterator[tuple[Line, str]]:
        """The same lines with their splits, in order, each compared with all before it."""
        work = _WORK[self.level]
        for (line, split), keys in processes.ordered(work, placed, _text, BLOCK, jobs):
            self._see(line, split, keys)
            yield line, split

    def _see(self, line: Line, split: str, keys: _Keys) -> None:
        number = None
        new = False
        for what, key in (("code", keys.code), ("description", keys.description)):
            if not key:
                continue
            if (at := self._find(what, key, line, keys)) is not None:
                self._see_again(what, at, line, split)
                continue
            number = self._kept.add(line) if number is None else number
            self._add(what, key, line, keys)
            self._firsts.append(number)
            self._bits.append(self._bit(split))
            new = new or what == "code"
        if new and self._near and keys.shingles is not None:
            assert number is not None
            if near := self._near.elsewhere(keys.shingles, number, split):
                self._tell(line, split, "near code", *near)

    def _find(self, what: str, key: int, line: Line, keys: _Keys) -> int | None:
        if what == "code" and self._equal:
            return self._equal.find(fields.text(line.record, "code"), key, keys.coarse)
        return self._seen[what].find(key)

    def _add(self, what: str, key: int, line: Line, keys: _Keys) -> None:
        if what == "code" and self._equal:
            code = fields.text(line.record, "code")
            self._equal.add(code, key, keys.coarse, len(self._firsts))
        else:
            self._seen[what].add(key, len(self._firsts))

    def _bit(self, split: str) -> int:
        return 1 << self.splits.index(split)

    def _see_again(self, what: str, at: int, line: Line, split: str) -> None:
        bits = self._bits[at]
        if bits & self._bit(split):
            return
        self._bits[at] |= self._bit(split)
        if bits.bit_count() == 1:  # it stood in one split alone until now
            other = self.splits[bits.bit_length() - 1]
            self._tell(line, split, what, self._firsts[at], other)

    def _tell(self, line: Line, split: str, what: str, number: int, other: str) -> None:
        self.counts[what] += 1
        if len(self.examples) < SHOWN:
            first = self._kept.where(number)
            self.examples.append(f"{line.where} ({split}) has the {what} of {first} ({other})")


class _Near:
    """Nearly equal code, by split."""

    def __init__(self, threshold: float):
        from mdx.same.jaccard import Index

        self._index = Index(threshold)
        self._members: list[tuple[int, str]] = []  # of the index's sets: number in Kept, split

    def elsewhere(
        self, shingles: "tuple[np.ndarray, np.ndarray]", number: int, split: str
    ) -> tuple[int, str] | None:
        """The first one of another split that is near; remembers this one."""
        near = (self._members[at] for at, _ in self._index.near(*shingles))
        other = next((member for member in near if member[1] != split), None)
        self._index.add(*shingles)
        self._members.append((number, split))
        return other


def _text(placed: tuple[Line, str]) -> _Text:
    record = placed[0].record
    scene = fields.text(fields.metadata(record), "scene")
    return _Text(fields.text(record, "code"), fields.text(record, "description"), scene)


def _exact(texts: list[_Text]) -> list[_Keys]:
    return [_keys(text, text.code.encode("utf-8", "surrogatepass")) for text in texts]


def _layout(texts: list[_Text]) -> list[_Keys]:
    return [
        keys._replace(coarse=digest(letters(text.code))) for text, keys in zip(texts, _exact(texts))
    ]


def _renamed(texts: list[_Text]) -> list[_Keys]:
    return [_keys(text, without_imports(Nameless(normal(text.code)).numbered())) for text in texts]


def _near(texts: list[_Text]) -> list[_Keys]:
    lines = (
        Line("", 0, b"", {"code": text.code, "metadata": {"scene": text.scene}}) for text in texts
    )
    near = (fingerprint.shingles for _, fingerprint in fingerprints(lines, "near", 1))
    return [keys._replace(shingles=shingles) for keys, shingles in zip(_renamed(texts), near)]


def _form(code: str) -> bytes:
    return without_imports(normal(code))


def _keys(text: _Text, form: bytes) -> _Keys:
    return _Keys(0 if is_blank(text.code) else digest(form), words_key(text.words))


_WORK = {"exact": _exact, "layout": _layout, "renamed": _renamed, "near": _near}
