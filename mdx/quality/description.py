"""What is wrong with a description: none, a placeholder, too few words, or about another scene."""

import re
from collections.abc import Iterator

from mdx.manim.colours import HUES
from mdx.quality.evidence import Finding
from mdx.records import fields

COLOURS = HUES - {"black", "brown", "cyan", "grey", "magenta", "white"}  # often not in the code
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
LETTERS = re.compile(r"[a-z]+")
NUMBER = re.compile(r"(?<![\w.])\d{2,}(?:\.\d+)?(?![\w.])(?! *(?:degree|°))")
FORMULA = re.compile(r"\$([^$\n]{1,300})\$")
QUOTED = re.compile(r"[\"“]([^\"”\n]{1,100})[\"”]")
# What stands between the parts of a text in code, and may not in a description.
BETWEEN = re.compile(r"\br(?=[\"'])|[\s\\\"'“”{},]")
MOST = 1000  # things of a kind that are looked for in the code
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
    return fields.is_placeholder(description)


def find(description: str, code: str) -> Iterator[Finding]:
    """`description-missing`, `-placeholder`, `-short`, or what does not fit the code.

    The latter are `-colour`, `-shape`, `-number`, `-text` and `-formula` with one that is named and
    not there, and `-loose` or `-unrelated` where not half or hardly any of the words are.
    """
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
    said, lower = description.lower(), code.lower()
    yield from _things(set(LETTERS.findall(said)), lower)
    yield from _mostly_absent("description-number", NUMBER.findall(description), code)
    formulas = FORMULA.findall(description)
    texts = [text for text in QUOTED.findall(FORMULA.sub("", said)) if len(text) > 2]
    if formulas or texts:
        yield from _mostly_absent("description-formula", formulas, BETWEEN.sub("", code))
        yield from _mostly_absent("description-text", texts, BETWEEN.sub("", lower))
    told = list(dict.fromkeys(w[:5] for w in WORD.findall(said) if w not in COMMON))[:MOST]
    if len(told) >= 3:
        share = sum(word in lower for word in told) / len(told)
        if share < 0.5:
            yield Finding("description-unrelated" if share < 0.2 else "description-loose")


def _things(named: set[str], code: str) -> Iterator[Finding]:
    """A colour that the words name and the code, which has others, has not; such a shape."""
    if asked := named & COLOURS:
        colours = COLOURS.intersection(LETTERS.findall(code))
        if colours and (wrong := asked - colours):
            yield Finding("description-colour", min(wrong))
    shapes = [shape for shape in SHAPES if named & {shape, f"{shape}s"}]
    if wrong_shapes := [shape for shape in shapes if not re.search(SHAPES[shape], code)]:
        yield Finding("description-shape", wrong_shapes[0])


def _mostly_absent(finding: str, named: list[str], code: str) -> Iterator[Finding]:
    """The first of the things named that the code has not, where it has less than half of them."""
    things = list(dict.fromkeys(named))[:MOST]
    absent = [thing for thing in things if BETWEEN.sub("", thing) not in code]
    if 2 * len(absent) > len(things):
        yield Finding(finding, absent[0])
