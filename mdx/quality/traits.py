"""What grades code without a finding: how much there is to go wrong, and how much is unknown.

Each trait is a number near 0 to 1; its weight is fitted, and says nothing against code by itself.
"""

import ast
import math

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence
from mdx.quality.inference import types_of

LARGE = 512  # calls; the size of the largest of a hundred scenes


def of_code(evidence: Evidence, release: Release) -> dict[str, float]:
    """`size`, `variety`, `unknown`, `loops` and `functions` of some code, each in [0, 1]."""
    types = types_of(evidence, release)
    calls = sum(len(unit.nodes.get(ast.Call, ())) for unit in evidence.units)
    own = types.own.keys() | types.functions.keys() | types.members
    strange = sum(len(nodes) for name, nodes in evidence.calls.items() if name not in own)
    strange -= len(types.sites)
    loops = sum(len(unit.nodes.get(kind, ())) for unit in evidence.units
                for kind in (ast.For, ast.While))  # fmt: skip
    return {
        "size": _share(calls, LARGE),
        "variety": _share(len(evidence.calls), 64),
        "unknown": max(0, strange) / max(1, calls),
        "loops": _share(loops, 16),
        "functions": _share(len(evidence.units) - 1, 32),
    }


def _share(count: int, most: int) -> float:
    return min(1.0, math.log2(1 + count) / math.log2(1 + most))
