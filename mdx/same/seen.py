"""The records that stay, found again by what is compared."""

from array import array
from typing import NamedTuple

from mdx.records import fields
from mdx.records.jsonl import Line
from mdx.same.coarse_form import letters_and_digits
from mdx.same.equal import Equal
from mdx.same.fingerprints import Fingerprint
from mdx.same.kept import Kept
from mdx.same.normal_form import normal
from mdx.same.table import Table

_CHECK_SHIFT = 96
_TAG = (1 << 32) - 1  # the part of a key that tells a kind, where the whole key has told identity


class Match(NamedTuple):
    """An earlier record (its number in Kept), and how alike it is."""

    survivor: int
    kind: str
    similarity: float
    weighted: float = 1.0  # the same of their scenes alone, what is rare counting for more


class Seen:
    """The records that stay, for one level; compared `by` code, description or both."""

    def __init__(self, level: str, threshold: float, by: str):
        self.kept = Kept()
        self.by = by
        self._equal = Equal(letters_and_digits, normal) if level == "coarse" else None
        self._forms = Table()
        self._exact = array("I")
        self._by_words = Table()
        self._words, self._checks = array("I"), array("I")  # of each record, unless by code
        self._near = _Near(threshold) if level == "near" else None
        self._renamed = Table() if level in ("renamed", "near") else None

    def match(self, line: Line, fingerprint: Fingerprint) -> Match | None:
        """The record that stays for this one's sake; None if nothing like it was seen."""
        if self.by == "code":
            return self._same_code(line, fingerprint)
        if self.by == "both" and (match := self._same_code(line, fingerprint)):
            same = self._words[match.survivor] == fingerprint.words & _TAG
            which = "the same" if same else "another"
            return match._replace(kind=f"{match.kind} with {which} description")
        number = self._by_words.find(fingerprint.words) if fingerprint.words else None
        if number is None:
            return None
        same = self._checks[number] == fingerprint.form >> _CHECK_SHIFT
        return Match(number, f"description of {'the same' if same else 'other'} code", 1.0)

    def _same_code(self, line: Line, fingerprint: Fingerprint) -> Match | None:
        exact, form, *_ = fingerprint
        if not exact:
            return None
        if self._equal:
            number = self._equal.find(fields.text(line.record, "code"), exact, form)
        else:
            number = self._forms.find(form)
        if number is not None:
            same = self._exact[number] == exact & _TAG
            return Match(number, "exact" if same else "layout", 1.0)
        if self._renamed is not None:
            number = self._renamed.find(fingerprint.renamed)
            if number is not None:
                return Match(number, "renamed", 1.0)
        return self._near.match(fingerprint) if self._near else None

    def add(self, line: Line, fingerprint: Fingerprint) -> None:
        """Remembers a record that has no match; of two with one form the first is found."""
        number = self.kept.add(line)
        exact, form, words, *_ = fingerprint
        if exact:
            if self._equal:
                self._equal.add(fields.text(line.record, "code"), exact, form, number)
            else:
                self._forms.add(form, number)
            if self._near:
                self._near.add(fingerprint, number)
            if self._renamed is not None:
                self._renamed.add(fingerprint.renamed, number)
        self._exact.append(exact & _TAG)
        if self.by != "code":
            self._checks.append(form >> _CHECK_SHIFT)
            self._words.append(words & _TAG)
            self._by_words.add(words, number)


class _Near:
    """Nearly equal code."""

    def __init__(self, threshold: float):
        from mdx.same.jaccard import Index, Rarity

        self.index = Index(threshold)
        self.numbers = array("I")  # of the index's sets, in Kept
        self.rarity = Rarity()  # of what scenes hold that were looked at, whether they stay or not

    def match(self, fingerprint: Fingerprint) -> Match | None:
        assert fingerprint.shingles
        core = fingerprint.shingles[1]
        match = None
        if near := self.index.near(*fingerprint.shingles):
            at, similarity = max(near, key=lambda pair: (pair[1], -pair[0]))
            weighted = self.rarity.jaccard(core, self.index.cores[at])
            match = Match(self.numbers[at], "near", similarity, weighted)
        self.rarity.add(core)
        return match

    def add(self, fingerprint: Fingerprint, number: int) -> None:
        assert fingerprint.shingles
        self.index.add(*fingerprint.shingles)
        self.numbers.append(number)
