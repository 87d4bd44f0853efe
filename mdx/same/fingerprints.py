"""Which code, and which words, stood in an earlier record.

A level says how alike two texts of code must be: the same bytes (exact), the same tokens (layout),
the same but for names (renamed), or nearly the same (near); each includes those before it.
"""

import os
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

from mdx.records import fields
from mdx.records.jsonl import Line
from mdx.same import normal_form
from mdx.work import processes
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    import numpy as np

BLOCK = 256  # records that are looked at together where that pays
_MANY_SOURCES = (1 << 16) - 1  # more are not told apart
_KEY = (1 << 60) - 1  # the part of a form's 128 bits that is looked up; 32 others are checked
_DICTS = 64
_TAG = (1 << 32) - 1  # the part of a key that tells a kind, where the whole key has told identity


class Fingerprint(NamedTuple):
    """What is compared of one record. Where there is no code, and where no words, that is 0."""

    exact: int  # of the code's bytes
    form: int  # of its normal form; with the level exact, of its bytes
    words: int  # of the description
    outline: int = 0  # what no renaming changes; with the levels renamed and near
    shingles: "tuple[np.ndarray, np.ndarray] | None" = None  # of all, and of the scene; with near


class Match(NamedTuple):
    """An earlier record (its number in Kept), and how alike it is."""

    survivor: int
    kind: str
    similarity: float


def need_numpy(flag: str) -> None:
    """Says how to come by what finds nearly equal code, if it is not there."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # we use none, and each takes memory
    try:
        import numpy  # noqa: F401
    except ModuleNotFoundError:
        raise CannotRun(f"{flag} needs numpy: pip install 'mdx-tools[near]'") from None
    except ImportError as error:
        *_, why = str(error).splitlines()
        raise CannotRun(f"{flag} needs numpy, which does not load: {why}") from None


def fingerprints(
    lines: Iterable[Line], level: str, jobs: int, words: bool = False
) -> Iterator[tuple[Line, Fingerprint]]:
    """Each line with its fingerprint, in order; the costly levels on several cores.

    `words` tells whether those of the description are wanted.
    """
    text = _text if words else _code_alone
    if level in ("exact", "layout"):
        for line in lines:
            yield line, _fingerprint(text(line), level)
        return
    work = _near if level == "near" else _outlined
    yield from processes.ordered(work, lines, text, BLOCK, jobs)


def fingerprint(line: Line) -> Fingerprint:
    """What is compared but for comments, layout and imports."""
    text = _text(line)
    return _fingerprint(text, "layout", normal_form.without_imports(normal_form.normal(text.code)))


class _Text(NamedTuple):
    code: str
    words: str
    scene: str


def _text(line: Line) -> _Text:
    return _code_alone(line)._replace(words=fields.text(line.record, "description"))


def _code_alone(line: Line) -> _Text:
    scene = fields.metadata(line.record).get("scene")
    return _Text(_code(line), "", scene if type(scene) is str else "")


def _code(line: Line) -> str:
    return fields.text(line.record, "code")


def _fingerprint(text: _Text, level: str, form: bytes | None = None) -> Fingerprint:
    words = 0 if fields.is_placeholder(text.words) else _words(text.words)
    if not text.code or text.code.isspace():
        return Fingerprint(0, 0, words)
    exact = _digest(text.code.encode("utf-8", "surrogatepass"))
    if level == "exact":
        return Fingerprint(exact, exact, words)
    return Fingerprint(exact, _digest(form or normal_form.normal(text.code)), words)


def _outlined(texts: list[_Text]) -> list[Fingerprint]:
    return _with_outlines(texts, [normal_form.normal(text.code) for text in texts])


def _near(texts: list[_Text]) -> list[Fingerprint]:
    from mdx.same.shingles import shingles

    forms = [normal_form.normal(text.code) for text in texts]
    scenes = [
        normal_form.of_scene(form, text.scene) for text, form in zip(texts, forms, strict=True)
    ]
    apart = [scene is not form for scene, form in zip(scenes, forms, strict=True)]
    made = shingles(forms + list(compress(scenes, apart)))
    wholes, parts = made[: len(forms)], iter(made[len(forms) :])
    return [
        print_._replace(shingles=(whole, next(parts) if is_apart else whole))
        for print_, whole, is_apart in zip(_with_outlines(texts, forms), wholes, apart, strict=True)
    ]


def _with_outlines(texts: list[_Text], forms: list[bytes]) -> list[Fingerprint]:
    return [
        _fingerprint(text, "layout", form)._replace(outline=_digest(normal_form.outline(form)))
        for text, form in zip(texts, forms, strict=True)
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
        source = fields.text(line.record, "source")
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
        self._spoken = array("I")
        self._near = _Near(threshold) if level == "near" else None
        self._renamed = _Renamed() if level in ("renamed", "near") else None

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
        same = self._check[number] == print_.form >> 96
        return Match(number, f"description of {'the same' if same else 'other'} code", 1.0)

    def _same_code(self, line: Line, print_: Fingerprint) -> Match | None:
        if not print_.exact:
            return None
        number = self._forms[print_.form % _DICTS].get(print_.form & _KEY)
        if number is not None and self._check[number] == print_.form >> 96:
            same = self._exact[number] == print_.exact & _TAG
            return Match(number, "exact" if same else "layout", 1.0)
        # Names are looked at only where a few other names do not make it near already.
        if self._near and (found := self._near.match(print_)):
            return found
        if self._renamed and (number := self._renamed.match(line, print_)) is not None:
            return Match(number, "renamed", 1.0)
        return None

    def add(self, line: Line, print_: Fingerprint) -> None:
        """Remembers a record; of two with one form the first is found."""
        number = self.kept.add(line)
        if print_.exact:
            self._forms[print_.form % _DICTS].setdefault(print_.form & _KEY, number)
            if self._near:
                self._near.add(print_, number)
            if self._renamed:
                self._renamed.add(line, print_, number)
        self._check.append(print_.form >> 96)
        self._exact.append(print_.exact & _TAG)
        if self.by != "code":
            self._spoken.append(print_.words & _TAG)
            self._words.setdefault(print_.words, number)


class _Near:
    """Nearly equal code."""

    def __init__(self, threshold: float):
        from mdx.same.jaccard import Index

        self.index = Index(threshold)
        self.numbers = array("I")  # of the index's sets, in Kept

    def match(self, print_: Fingerprint) -> Match | None:
        assert print_.shingles
        if found := self.index.near(*print_.shingles):
            at, similarity = max(found, key=lambda pair: (pair[1], -pair[0]))
            return Match(self.numbers[at], "near", similarity)
        return None

    def add(self, print_: Fingerprint, number: int) -> None:
        assert print_.shingles
        self.index.add(*print_.shingles)
        self.numbers.append(number)


class _Renamed:
    """Code with other names. They are looked at only where all else is known, for that is slow."""

    def __init__(self) -> None:
        self.alone: dict[int, tuple[int, str]] = {}  # by outline: the one record that has it
        self.forms: dict[int, dict[int, int]] = {}  # by outline and renamed form: a record

    def match(self, line: Line, print_: Fingerprint) -> int | None:
        same = self._same_outline(print_.outline)
        return same.get(_renamed_form(_code(line))) if same else None

    def add(self, line: Line, print_: Fingerprint, number: int) -> None:
        if same := self._same_outline(print_.outline):
            same.setdefault(_renamed_form(_code(line)), number)
        else:
            self.alone[print_.outline] = number, _code(line)

    def _same_outline(self, outline: int) -> dict[int, int] | None:
        if outline in self.alone:
            number, code = self.alone.pop(outline)
            self.forms[outline] = {_renamed_form(code): number}
        return self.forms.get(outline)


@lru_cache(2)  # it is looked for, and then added
def _renamed_form(code: str) -> int:
    from mdx.same.without_names import renamed

    return _digest(renamed(code))
