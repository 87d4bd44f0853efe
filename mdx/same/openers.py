"""How a request begins, whatever it asks for: "Create an animation that shows" a circle."""

import re

_VERBS = (
    "animate build create demonstrate depict design display draw generate illustrate make produce "
    "program render show simulate visualise visualize write"
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
    r"(?:i (?:want|need|would like)(?: you)? )?(?:to )?"
    rf"(?:{_any(_VERBS)} )?(?:me |us )?"
    rf"(?:(?:(?:an?|the|some) )?(?:{_any(_ADJECTIVES)} )*{_any(_THINGS)} "
    r"(?:(?:that|which|where|in which|to|of|for|with|showing|about) )?)?"
    rf"(?:(?:we )?{_any(_VERBS, '(?:s|d|ing)?')} )?"
)


def without_opener(words: str) -> str:
    """The words, folded and apart by single blanks, from where they say what is to be seen."""
    return words[_OPENER.match(words).end() :] or words  # type: ignore[union-attr]
