"""How a request begins, whatever it asks for: "Create an animation that shows" a circle."""

import re

_VERBS = (
    "animate build create demonstrate depict design display draw generate illustrate make produce "
    "program render see show simulate visualise visualize write"
)
_ADJECTIVES = "2d 3d animated ce community educational manim python short simple smooth"
_THINGS = (
    "animation clip code demonstration film program scene script sequence video visualisation "
)
_THINGS += "visualization"


def _any(words: str, end: str = "") -> str:
    return f"(?:{'|'.join(words.split())}){end}"


_OPENER = re.compile(
    r"(?:please )?(?:(?:can|could|would) you )?(?:please )?"
    r"(?:i (?:want|need|d like|would like)(?: you)? )?(?:to )?"
    rf"(?:{_any(_VERBS)} )?(?:me |us )?"
    rf"(?:(?:(?:an?|the|some) )?(?:{_any(_ADJECTIVES)} )*{_any(_THINGS)} "
    r"(?:(?:that|which|where|in which|to|of|for|with|showing|about) )?)?"
    rf"(?:(?:we )?{_any(_VERBS, '(?:s|d|ing)?')} )?"
)


def parted(description: str) -> tuple[str, str]:
    """How a description begins, and what it asks for; each folded, its words apart by single
    blanks. The first is "" where all of it says what is to be seen."""
    words = " ".join(re.findall(r"\w+", description.casefold()))
    end = _OPENER.match(words).end()  # type: ignore[union-attr]
    return (words[:end].rstrip(), words[end:]) if words[end:] else ("", words)
