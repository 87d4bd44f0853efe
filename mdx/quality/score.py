"""Scores in [0, 1] for a record, from static evidence alone: does it render, is it described.

A score is 1 / (1 + exp(-(bias + sum of the weights of its findings))), each code of a finding
counted once; code that does not parse scores 0. The weights stand in weights.json, which tells
how they came about (tests/bench/quality_calibration.py fits those of the code).
"""

import math
import os
from functools import cache
from typing import Any, NamedTuple

import orjson

from mdx.manim import releases
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.findings import calls, description, latex, names, substance, surroundings
from mdx.scenes.syntax import SyntaxFault, uncollected


@cache
def weights() -> dict[str, Any]:
    """`code` and `description`, each with a `bias` and the `weights` of its findings."""
    with open(os.path.join(os.path.dirname(__file__), "weights.json"), "rb") as file:
        return orjson.loads(file.read())


class Weighed(NamedTuple):
    """A finding and what it adds to the sum that makes a score."""

    finding: Finding
    weight: float


class Assessment(NamedTuple):
    """The scores of a record and what they come from, the heaviest first.

    quality is the lesser of the two others, and that of the code alone where nothing is described.
    """

    quality: float
    code: float
    description: float
    findings: list[Weighed]

    def fields(self) -> dict[str, Any]:
        """What a record's metadata tells of it."""
        return {
            "quality": self.quality,
            "quality_code": self.code,
            "quality_description": self.description,
            "issues": self.issues,
        }

    @property
    def issues(self) -> str:
        """The findings as words, as `metadata.issues` has them."""
        return " ".join(str(found.finding) for found in self.findings)


def findings(code: str, release: releases.Release | None = None) -> list[Finding]:
    """What speaks against this code, for a release of manim (the newest that tables know); each
    finding once."""
    try:
        with uncollected():
            found = _found(Evidence(code), release or releases.releases("manim")[0])
    except SyntaxFault as fault:
        return [Finding("syntax-error", fault.reason)]
    except RecursionError:  # a thousand calls on one another; nobody's scene
        return [Finding("syntax-error", "nested too deeply")]
    return list(dict.fromkeys(found))


def _found(evidence: Evidence, release: releases.Release) -> list[Finding]:
    return [
        *names.find(evidence, release),
        *calls.find(evidence, release),
        *surroundings.find(evidence),
        *latex.find(evidence),
        *substance.find(evidence),
    ]


class Scorer:
    """Scores records for one release of manim, the newest that tables know unless told.

    Of the findings those count whose code begins with one of `select` and none of `ignore`.
    """

    def __init__(
        self,
        release: releases.Release | None = None,
        select: tuple[str, ...] = ("",),
        ignore: tuple[str, ...] = (),
    ):
        self.release = release or releases.releases("manim")[0]
        self.select, self.ignore = select, ignore

    def assess(self, code: str, words: str) -> Assessment:
        """The scores of a record with this code and these words."""
        of_code, found = self._score("code", findings(code, self.release))
        if found and found[0].finding.code == "syntax-error":
            of_code = 0.0
        of_words, said = self._score("description", list(description.find(words, code)))
        if description.is_missing(words):
            of_words, quality = 0.0, of_code
        else:
            quality = min(of_code, of_words)
        weighed = sorted((*found, *said), key=lambda weighed: weighed.weight)
        return Assessment(quality, of_code, of_words, weighed)

    def _score(self, part: str, found: list[Finding]) -> tuple[float, list[Weighed]]:
        """The score of one half of a record, and its findings that count, weighed."""
        table = weights()[part]
        weighed: list[Weighed] = []
        seen: set[str] = set()
        for finding in found:
            code = finding.code
            if code.startswith(self.select) and not code.startswith(self.ignore or ("\0",)):
                weight = 0.0 if code in seen else table["weights"][code]
                weighed.append(Weighed(finding, weight))
                seen.add(code)
        total = table["bias"] + sum(part.weight for part in weighed)
        return round(1 / (1 + math.exp(-total)), 3), weighed


def assess(code: str, description: str = "") -> Assessment:
    """The scores of code and its description, for the newest release of manim that tables know."""
    return Scorer().assess(code, description)
