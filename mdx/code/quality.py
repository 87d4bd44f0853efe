"""A score in [0, 1] for a scene, from static evidence alone: how likely it renders as it is.

quality = 1 / (1 + exp(-(bias + sum of the weights of its findings))); 0 for what does not parse.
"""

import math
from typing import NamedTuple

from mdx.code import api
from mdx.code.evidence import Evidence, Finding
from mdx.code.findings import names, substance
from mdx.code.syntax import SyntaxFault

BIAS = 2.2
WEIGHTS = {
    "syntax-error": -99.0,
    "no-scene": -6.0,
    "no-construct": -6.0,
    "empty-construct": -3.0,
    "package": -6.0,
    "local-import": -6.0,
    "unknown-module": -6.0,
    "unknown-name": -4.0,
    "unfinished": -0.5,
}


class Assessment(NamedTuple):
    """A score and the findings it comes from."""

    quality: float
    findings: list[Finding]


def findings(code: str, release: api.Release) -> list[Finding]:
    """What speaks against this code, for this release of manim; each finding once."""
    try:
        evidence = Evidence(code)
        found = [*names.find(evidence, release), *substance.find(evidence)]
    except SyntaxFault as fault:
        return [Finding("syntax-error", fault.reason)]
    return list(dict.fromkeys(found))


def assess(code: str, release: api.Release | None = None) -> Assessment:
    """The score of a scene's code; without a release, for the newest manim that tables know."""
    found = findings(code, release or api.releases("manim")[0])
    codes = {finding.code for finding in found}
    if "syntax-error" in codes:
        return Assessment(0.0, found)
    total = BIAS + sum(WEIGHTS[code] for code in codes)
    return Assessment(round(1 / (1 + math.exp(-total)), 3), found)
