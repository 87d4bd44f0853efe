"""Scores in [0, 1] for a record, from static evidence alone: does it render, is it described.

A score is 1 / (1 + exp(-(bias + the weights of its findings + each trait times its weight))), each
code of a finding counted once; code that does not parse scores 0. The weights are in weights.json,
which tells how they came about (tests/bench/quality_calibration.py fits them).
"""

import math
import os
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple, Protocol

import orjson

from mdx.manim import releases
from mdx.quality import description, traits
from mdx.quality import findings as families
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import forget
from mdx.scenes.syntax import SyntaxFault, uncollected

UNSEEN = -5.0  # what a finding weighs that was fitted on no case


@cache
def weights() -> dict[str, Any]:
    """`code` and `description`, each with a `bias`, the `weights` of findings and of `traits`."""
    with open(os.path.join(os.path.dirname(__file__), "weights.json"), "rb") as file:
        tables: dict[str, Any] = orjson.loads(file.read())
    return tables


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
        return " ".join(str(weighed.finding) for weighed in self.findings)


class Family(Protocol):
    """A module of findings/."""

    PLACE: int  # where its findings stand among those of equal weight

    def find(self, evidence: Evidence, release: releases.Release) -> Iterable[Finding]:
        """What this family has to say against the code."""


def _families() -> list[Family]:
    names = [module.name for module in iter_modules(families.__path__)]
    modules: list[Any] = [import_module(f"{families.__name__}.{name}") for name in names]
    return sorted(modules, key=lambda family: family.PLACE)


FAMILIES = _families()


class Examined(NamedTuple):
    """What was found in one half of a record, each finding once, and the traits that grade it."""

    findings: list[Finding]
    traits: dict[str, float]


def examine(code: str, release: releases.Release | None = None) -> Examined:
    """What speaks against this code, for a release of manim (the newest that tables know)."""
    try:
        with uncollected():  # the tree is gone when this ends, and is not looked through
            every, graded = _look(code, release or releases.releases("manim")[0])
    except SyntaxFault as fault:
        return Examined([Finding("syntax-error", fault.reason, fault.line)], {})
    except RecursionError:  # a thousand calls on one another; nobody's scene
        return Examined([Finding("syntax-error", "nested too deeply")], {})
    first = {finding[:2]: finding for finding in reversed(every)}
    return Examined(list(first.values())[::-1], graded)


def _look(code: str, release: releases.Release) -> tuple[list[Finding], dict[str, float]]:
    evidence = Evidence(code)
    every = [one for family in FAMILIES for one in family.find(evidence, release)]
    graded = traits.of_code(evidence, release)
    forget(evidence)
    return every, graded


def findings(code: str, release: releases.Release | None = None) -> list[Finding]:
    """The findings in this code."""
    return examine(code, release).findings


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
        of_code, in_code = self._score("code", examine(code, self.release))
        if in_code and in_code[0].finding.code == "syntax-error":
            of_code = 0.0
        examined = Examined(list(description.find(words, code)), description.traits(words, code))
        of_words, in_words = self._score("description", examined)
        if description.is_missing(words):
            of_words, quality = 0.0, of_code
        else:
            quality = min(of_code, of_words)
        weighed = sorted((*in_code, *in_words), key=lambda weighed: weighed.weight)
        return Assessment(quality, of_code, of_words, weighed)

    def _score(self, part: str, examined: Examined) -> tuple[float, list[Weighed]]:
        """The score of one half of a record, and its findings that count, weighed."""
        table = weights()[part]
        weighed: list[Weighed] = []
        seen: set[str] = set()
        for finding in examined.findings:
            code = finding.code
            if code.startswith(self.select) and not code.startswith(self.ignore or ("\0",)):
                weight = 0.0 if code in seen else table["weights"].get(code, UNSEEN)
                weighed.append(Weighed(finding, weight))
                seen.add(code)
        total = table["bias"] + sum(each.weight for each in weighed)
        graded = table["traits"]
        total += sum(graded.get(trait, 0.0) * value for trait, value in examined.traits.items())
        return round(1 / (1 + math.exp(-total)), 3), weighed


def assess(code: str, description: str = "") -> Assessment:
    """The scores of code and its description, for the newest release of manim that tables know."""
    return Scorer().assess(code, description)
