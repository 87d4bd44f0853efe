"""Scenes with something wrong, and what is found in them."""

from mdx.manim import releases
from mdx.quality.score import findings

RELEASE = releases.releases("manim", "0.22.0")[0]
HEAD = "from manim import *\n\n\nclass A(Scene):\n    def construct(self):\n        "


def scene(*lines: str, base: str = "Scene") -> str:
    return HEAD.replace("(Scene)", f"({base})") + "\n        ".join(lines) + "\n"


def issues(code: str) -> set[str]:
    return {str(finding) for finding in findings(code, RELEASE)}


def check(issue: str, has: str, has_not: str) -> None:
    """The one code has the issue, and the other none with its code."""
    assert issue in issues(has)
    assert issue.partition(":")[0] not in {each.partition(":")[0] for each in issues(has_not)}
