"""What is wrong with a description: none, a placeholder, too few words, or about another scene."""

import re
from collections.abc import Iterator
from itertools import islice

from mdx import record
from mdx.code.evidence import Finding

COLOURS = frozenset(
    ("red", "blue", "green", "yellow", "orange", "purple", "pink", "teal", "maroon", "gold")
)
# Words for what one sees, each with what the code may call it.
SHAPES = {
    "circle": "circle|arc|dot|ellipse|annulus|round", "square": "square|rectangle|grid|rect",
    "triangle": "triangle|polygon", "arrow": "arrow|vector|tip", "sphere": "sphere|ball|dot3d",
    "cube": "cube|prism|box", "axes": "axes|axis|plane|graph|numberline|plot",
    "matrix": "matrix|matrices", "table": "table", "hexagon": "polygon|hexagon",
    "ellipse": "ellipse|circle|oval", "star": "star", "rectangle": "rect|square|box",
    "cylinder": "cylinder", "cone": "cone", "torus": "torus", "brace": "brace",
}  # fmt: skip
PLACEHOLDER = re.compile(
    r"\b(?-i:TODO|TBD|FIXME)\b|\b(?:lorem ipsum|no description|description (?:here|pending))\b"
    r"|^\W*(?:an? |the )?(?:manim )?(?:animation|scene|code|example|description|test)\W*$",
    re.IGNORECASE,
)
WORD = re.compile(r"[a-z]{4,}")
PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
NUMBER = re.compile(r"(?<![\w.])\d{2,}(?:\.\d+)?(?![\w.])")
QUOTED = re.compile(r"[\"“]([^\"”\n]{3,60})[\"”]")
MOST = 1000  # numbers and quotations that are looked for in the code
# What every description of an animation may say.
COMMON = frozenset(
    "about across after again animate animated animation appear appears around away back before "
    "begin below bottom center centre change color colour create creates display draw drawn each "
    "fade fades finally first follow from have into left make manim move moves next onto over "
    "piece right scene screen second show shown shows side stay that their them then there these "
    "they this three through time title transform transforms turn turns under until using video "
    "visualize want where which while white with write written your".split()
)  # fmt: skip


def is_missing(description: str) -> bool:
    """Whether there is no description yet."""
    return record.is_placeholder(description)


def find(description: str, code: str) -> Iterator[Finding]:
    """`description-missing`, `-placeholder`, `-short`, `-unrelated`, `-contradicts:word`."""
    if is_missing(description):
        yield Finding("description-missing")
        return
    if PLACEHOLDER.search(description):
        yield Finding("description-placeholder")
        return
    words = description.split()
    lines = sum(1 for line in code.splitlines() if line.strip())
    if len(words) < min(20, 3 + lines // 10):
        yield Finding("description-short", f"{len(words)} words for {lines} lines")
    said = description.lower()
    lower = code.lower()
    yield from _absent(said, lower)
    for number in islice(dict.fromkeys(NUMBER.findall(description)), MOST):
        if number not in code:
            yield Finding("description-contradicts", number)
    for text in islice(dict.fromkeys(QUOTED.findall(description)), MOST):
        if not any(part.lower() in lower for part in text.split()):
            yield Finding("description-contradicts", text)
    told = {word[:5] for word in WORD.findall(said) if word not in COMMON}
    if len(told) >= 5:
        there = {part.lower()[:5] for part in set(PART.findall(code))}
        if len(told & there) < 0.15 * len(told):
            yield Finding("description-unrelated")


def _absent(said: str, code: str) -> Iterator[Finding]:
    """Colours and shapes that the words name, where the code has none of them but others."""
    named = set(re.findall(r"[a-z]+", said))
    if wrong := named & COLOURS:
        colours = COLOURS.intersection(re.findall(r"[a-z]+", code))
        if colours and not wrong & colours:
            yield Finding("description-contradicts", min(wrong))
    shapes = [shape for shape in SHAPES if named & {shape, f"{shape}s"}]
    wrong_shapes = [shape for shape in shapes if not re.search(SHAPES[shape], code)]
    if wrong_shapes:
        yield Finding("description-contradicts", wrong_shapes[0])
