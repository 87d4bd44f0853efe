"""Which code, and which words, stood in an earlier record.

A level says how alike two texts of code must be: the same bytes (exact), the same tokens (layout),
the same but for names (renamed), or nearly the same (near); each includes those before it.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from mdx import cli, cores, jsonl, record
from mdx.code import tokens
from mdx.jsonl import Line

if TYPE_CHECKING:
    from mdx.code.shingles import Sketch

BLOCK = 256  # records that are looked at together where that pays
_MANY_SOURCES = (1 << 16) - 1  # more are not told apart
_KEY = (1 << 60) - 1  # the part of a form's 128 bits that is looked up; 32 others are checked
_DICTS = 64
_TAG = (1 << 32) - 1  # the part of a key that tells a kind, where the whole key has told identity


class Fingerprint(NamedTuple):
    """What is compared of one record."""

    exact: int  # of the code's bytes; 0 if there is no code
    form: int  # of the form that the level compares
    layout: int
    words: int  # of the description; 0 if there is none
    sketch: "Sketch | None" = None


class Match(NamedTuple):
    """An earlier record (its number in Kept), and how alike it is."""

    survivor: int
    kind: str
    similarity: float


def need_numpy(flag: str) -> None:
    """Says how to come by what finds nearly equal code, if it is not there."""
    try:
        import numpy  # noqa: F401
    except ImportError:
        raise cli.CannotRun(f"{flag} needs numpy: pip install 'mdx-tools[near]'") from None


class _Others:
    """Who hears of the faults in files that are only compared with."""

    def __init__(self, report: cli.Report):
        self.read = 0
        self.report = report

    def bad(self, where: str, reason: str, raw: bytes) -> None:
        self.report.trouble(where, reason)


def others(paths: list[str], report: cli.Report) -> Iterator[Line]:
    """The records of files that are only compared with; their faults are told, status 1."""
    for path in paths:
        with jsonl.open_input(path) as stream:
            yield from jsonl.lines(stream, jsonl.display_name(path), _Others(report))


def fingerprints(
    lines: Iterable[Line], level: str, jobs: int, words: bool = False
) -> Iterator[tuple[Line, Fingerprint]]:
    """Each line with its fingerprint, in order; the costly levels on several cores.

    `words` tells whether those of the description are wanted.
    """
    text = _code_and_words if words else _code_alone
    if level in ("exact", "layout"):
        for line in lines:
            yield line, _fingerprint(text(line), level)
        return
    work = _near if level == "near" else _renamed
    yield from cores.ordered(work, lines, text, BLOCK, jobs)


def fingerprint(line: Line) -> Fingerprint:
    """What is compared but for comments and layout."""
    return _fingerprint(_code_and_words(line), "layout")


def _code(line: Line) -> str:
    return record.text(line.record, "code")


def _code_alone(line: Line) -> tuple[str, str]:
    return _code(line), ""


def _code_and_words(line: Line) -> tuple[str, str]:
    return _code(line), record.text(line.record, "description")


def _fingerprint(text: tuple[str, str], level: str, form: bytes | None = None) -> Fingerprint:
    code, description = text
    words = 0 if record.is_placeholder(description) else _words(description)
    if not code or code.isspace():
        return Fingerprint(0, 0, 0, words)
    exact = _digest(code.encode("utf-8", "surrogatepass"))
    layout = exact if level == "exact" else _digest(form or tokens.normal(code))
    return Fingerprint(exact, layout, layout, words)


def _renamed(texts: list[tuple[str, str]]) -> list[Fingerprint]:
    found = [_fingerprint(text, "layout") for text in texts]
    return [
        print_._replace(form=_renamed_form(code)) if print_.exact else print_
        for print_, (code, _) in zip(found, texts, strict=True)
    ]


def _near(texts: list[tuple[str, str]]) -> list[Fingerprint]:
    from mdx.code.shingles import sketches

    forms = [tokens.normal(code) for code, _ in texts]
    return [
        _fingerprint(text, "layout", form)._replace(sketch=sketch)
        for text, form, sketch in zip(texts, forms, sketches(forms), strict=True)
    ]


def _words(description: str) -> int:
    """A key of the words, whatever stands between them and in whatever case."""
    return _digest(" ".join(re.findall(r"\w+", description.casefold())).encode())


def _digest(data: bytes) -> int:
    return int.from_bytes(sha256(data).digest()[:16])


class Kept:
    """The records that stay, by number: where each stands and its source, in few bytes."""

    def __init__(self) -> None:
        self._lines = array("I")
        self._sources = array("H")
        self._names: list[str] = []
        self._ids: dict[str, int] = {}
        self._files: list[tuple[int, str]] = []  # where a run of records of one file begins

    def add(self, line: Line) -> int:
        number = len(self._lines)
        if not self._files or self._files[-1][1] != line.name:
            self._files.append((number, line.name))
        self._lines.append(line.number)
        source = record.text(line.record, "source")
        if source not in self._ids and len(self._names) < _MANY_SOURCES:
            self._ids[source] = len(self._names)
            self._names.append(source)
        self._sources.append(self._ids.get(source, _MANY_SOURCES))
        return number

    def where(self, number: int) -> str:
        """Its place, as in `corpus.jsonl:143`."""
        _, name = self._files[bisect_right(self._files, number, key=lambda file: file[0]) - 1]
        return f"{name}:{self._lines[number]}"

    def source(self, number: int) -> str:
        at = self._sources[number]
        return self._names[at] if at < len(self._names) else ""


class Seen:
    """The records that stay, found again by what is compared: `by` code, description or both."""

    def __init__(self, level: str, threshold: float, by: str):
        self.kept = Kept()
        self.by = by
        # Many dicts, because one that grows is there twice; small keys, because they are objects.
        self._forms: list[dict[int, int]] = [{} for _ in range(_DICTS)]
        self._check = array("I")
        self._words: dict[int, int] = {}
        self._exact = array("I")
        self._layout = array("I")
        self._spoken = array("I")
        self._near: _Near | None = None
        if level == "near":
            self._near = _Near(threshold)
        self._renames = level == "renamed"

    def match(self, line: Line, print_: Fingerprint) -> Match | None:
        """The record that stays for this one's sake; None if nothing like it was seen."""
        if self.by == "code":
            return self._same_code(line, print_)
        if self.by == "both" and (found := self._same_code(line, print_)):
            same = self._spoken[found.survivor] == print_.words & _TAG
            said = "the same" if same else "another"
            return found._replace(kind=f"{found.kind} with {said} description")
        number = self._words.get(print_.words) if print_.words else None
        if number is None:
            return None
        same = self._layout[number] == print_.layout & _TAG
        return Match(number, f"description of {'the same' if same else 'other'} code", 1.0)

    def _same_code(self, line: Line, print_: Fingerprint) -> Match | None:
        if not print_.exact:
            return None
        number = self._forms[print_.form % _DICTS].get(print_.form & _KEY)
        if number is None or self._check[number] != print_.form >> 96:
            return self._near.match(_code(line), print_) if self._near else None
        if self._exact[number] == print_.exact & _TAG:
            return Match(number, "exact", 1.0)
        layout = not self._renames or self._layout[number] == print_.layout & _TAG
        return Match(number, "layout" if layout else "renamed", 1.0)

    def add(self, line: Line, print_: Fingerprint) -> None:
        """Remembers a record; of two with one form the first is found."""
        number = self.kept.add(line)
        if print_.exact:
            self._forms[print_.form % _DICTS].setdefault(print_.form & _KEY, number)
            if self._near:
                self._near.add(_code(line), print_, number)
        self._check.append(print_.form >> 96)
        self._exact.append(print_.exact & _TAG)
        if self._renames or self.by != "code":
            self._layout.append(print_.layout & _TAG)
        if self.by != "code":
            self._spoken.append(print_.words & _TAG)
            self._words.setdefault(print_.words, number)


class _Near:
    """The two costly levels together: nearly equal code, and code that is renamed all over.

    Names are looked at only where all else is known, and where a few other names do not make it
    near already.
    """

    def __init__(self, threshold: float):
        from mdx.near import Index

        self.index = Index(threshold)
        self.numbers = array("I")  # of the index's sets, in Kept
        self.alone: dict[int, tuple[int, str]] = {}  # by outline: the one record that has it
        self.renamed: dict[int, dict[int, int]] = {}  # by outline and renamed form: a record

    def match(self, code: str, print_: Fingerprint) -> Match | None:
        assert print_.sketch
        if found := self.index.near(print_.sketch.shingles):
            at, similarity = max(found, key=lambda pair: (pair[1], -pair[0]))
            return Match(self.numbers[at], "near", similarity)
        same = self._same_outline(print_.sketch.outline)
        if same and (number := same.get(_renamed_form(code))) is not None:
            return Match(number, "renamed", 1.0)
        return None

    def add(self, code: str, print_: Fingerprint, number: int) -> None:
        assert print_.sketch
        self.index.add(print_.sketch.shingles)
        self.numbers.append(number)
        outline = print_.sketch.outline
        if same := self._same_outline(outline):
            same.setdefault(_renamed_form(code), number)
        else:
            self.alone[outline] = number, code

    def _same_outline(self, outline: int) -> dict[int, int] | None:
        """Those whose names alone may be others, by their renamed form; None if there are none."""
        if outline in self.alone:
            number, code = self.alone.pop(outline)
            self.renamed[outline] = {_renamed_form(code): number}
        return self.renamed.get(outline)


@lru_cache(2)  # it is looked for, and then added
def _renamed_form(code: str) -> int:
    from mdx.code.renamed import renamed

    return _digest(renamed(code))
