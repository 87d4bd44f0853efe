"""What is wrong with a description: none, a placeholder, too few words, or about another scene."""

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import name

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
# What is written where a description should be.
MISTAKEN = {
    mistake: re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE)
    for mistake, patterns in {
        "description-refusal": (
            r"\bas an AI\b",
            r"\bI(?:['’]m| am) (?:sorry|unable|not able)\b",
            r"\bI (?:can['’]t|cannot|won['’]t) (?:help|assist|provide|describe|see|determine)\b",
            r"\bI (?:can['’]t|cannot|won['’]t) (?:access|comply|create|generate|fulfil)",
        ),
        "description-thinking": (
            r"</?(?:think|thinking|reasoning|scratchpad)>",
            r"<\|",
            r"\A\W*(?:let me think|the user (?:wants|asks|is asking))",
            r"\A\W*(?:we|I) need to (?:write|describe|produce|come up)",
        ),
        "description-program": (
            r"^Traceback \(most recent",
            r"^[ \t]*(?:from \w[\w.]* import |import \w+[ \t]*$|def \w+\(|class \w+\()",
            r"^[ \t]*self\.play\(",
            r"^```",
        ),
        "description-options": (
            r"^[^\w\n]*(?:option|version|alternative|description|variant) ?[1A]\b",
            r"\A\W*here(?:['’]s| is| are) (?:(?:an?|the|some|a few|several|two|three|\d+) )?"
            r"(?:(?:possible|different) )?(?:description|option|version|prompt|request)s?\b",
        ),
        "description-note": (
            r"\A\W*(?:ok(?:ay)?\b[,.! ]|hmm+|oops|ugh|note to self|just (?:a )?test|testing\b)",
            r"\A\W*(?:(?:first|second|third|another) (?:attempt|try)\b|trying (?:out|to)\b)",
            r"\A\W*(?:this (?:works|does ?n['’]t work|is broken)|(?:making|some) progress)",
            r"\A\W*(?:works? now|see (?:above|below)|same as (?:above|before)|work in progress)",
            r"\A\W*(?:(?:copied|adapted|taken|stolen) from|still (?:broken|wrong|to do))",
        ),
    }.items()
}
# Words that tell nothing of what is shown.
VAGUE = frozenset(
    "text texts shape shapes object objects something some thing things stuff simple basic various "
    "different several few couple element elements mobject mobjects item items mathematical math "
    "graphic graphics visual visuals picture image effect effects content example demo several "
    "please writes makes using used uses shown nice cool certain concept concepts".split()
)
GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER ([A-Z]+)$")
SIGNS = {
    "²": "^2", "³": "^3", "⁴": "^4", "ⁿ": "^n", "₀": "_0", "₁": "_1", "₂": "_2", "₃": "_3",
    "ₙ": "_n", "×": "times", "·": "cdot", "÷": "div", "±": "pm", "−": "-", "≤": "leq", "≥": "geq",
    "≠": "neq", "≈": "approx", "∞": "infty", "∫": "int", "∑": "sum", "∏": "prod", "√": "sqrt",
    "∂": "partial", "∇": "nabla", "→": "to", "⇒": "Rightarrow", "∈": "in", "∪": "cup", "∩": "cap",
    "°": "^circ",
}  # fmt: skip
WORD = re.compile(r"[a-z]{4,}")
LETTERS = re.compile(r"[a-z]+")
# Not how long it takes or how far something turns, which code writes otherwise.
NUMBER = re.compile(
    r"(?<![\w.])\d{2,}(?:\.\d+)?(?![\w.])"
    r"(?![ -]*(?:deg(?:ree|\b)|°|second|sec\b|s\b|minute|%|percent))"
)
FORMULA = re.compile(r"\$([^$\n]{1,300})\$|\\[(\[]([^\n]{1,300}?)\\[)\]]")
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

    Or it is none: `-refusal`, `-thinking`, `-program`, `-options`, `-note`, `-vague`.
    What does not fit is named as `-colour`, `-shape`, `-number`, `-text` and `-formula` with one
    that is named and not there, and as `-loose` or `-unrelated` where not half or hardly any of
    the words are.
    """
    if is_missing(description):
        yield Finding("description-missing")
        return
    if PLACEHOLDER.search(description):
        yield Finding("description-placeholder")
        return
    for mistake, pattern in MISTAKEN.items():
        if pattern.search(description):
            yield Finding(mistake)
    words = description.split()
    lines = sum(map(bool, map(str.strip, code.splitlines()))) if len(words) < 20 else 0
    if len(words) < min(20, 3 + lines // 10):
        yield Finding("description-short", f"{len(words)} words for {lines} lines")
    said, lower = description.lower(), code.lower()
    yield from _things(set(LETTERS.findall(said)), lower)
    yield from _mostly_absent("description-number", NUMBER.findall(description), code)
    formulas = [_signs("".join(groups)) for groups in FORMULA.findall(description)]
    texts = [text for text in QUOTED.findall(FORMULA.sub("", said)) if len(text) > 2]
    if formulas or texts:
        yield from _mostly_absent("description-formula", formulas, BETWEEN.sub("", _signs(code)))
        yield from _mostly_absent("description-text", texts, BETWEEN.sub("", lower))
    if not formulas and not texts and not NUMBER.search(description) and _is_vague(said):
        yield Finding("description-vague")
    distinctive = _distinctive(said)
    if len(distinctive) >= 3:
        share = sum(word in lower for word in distinctive) / len(distinctive)
        if share < 0.5:
            yield Finding("description-unrelated" if share < 0.2 else "description-loose")


def traits(description: str, code: str) -> dict[str, float]:
    """`strange`: the share of the words, but for the commonest, that the code has not."""
    distinctive = _distinctive(description.lower())
    if not distinctive:
        return {"strange": 0.0}
    lower = code.lower()
    return {"strange": sum(word not in lower for word in distinctive) / len(distinctive)}


def _distinctive(said: str) -> list[str]:
    """The beginnings of the words that tell one animation from another."""
    return list(dict.fromkeys(w[:5] for w in WORD.findall(said) if w not in COMMON))[:MOST]


def _is_vague(said: str) -> bool:
    """Whether words name nothing that is shown."""
    words = set(LETTERS.findall(said))
    if words & COLOURS or any(shape in words or f"{shape}s" in words for shape in SHAPES):
        return False
    return all(word in VAGUE or word in COMMON for word in WORD.findall(said))


def _signs(formula: str) -> str:
    """A formula or code with the names that LaTeX has for signs, but for backslashes."""
    if formula.isascii():
        return formula
    return "".join(map(_sign, formula))


@cache
def _sign(letter: str) -> str:
    if letter in SIGNS or letter.isascii():
        return SIGNS.get(letter, letter)
    if greek := GREEK.match(name(letter, "")):
        small = "SMALL" in greek[0]
        return greek[1].lower() if small else greek[1].capitalize()
    return letter


def _things(named: set[str], code: str) -> Iterator[Finding]:
    """A colour that the words name and the code, which has others, has not; such a shape."""
    if asked := named & COLOURS:
        colours = COLOURS.intersection(LETTERS.findall(code))
        if colours and (wrong := asked - colours):
            yield Finding("description-colour", min(wrong))
    shapes = [shape for shape in SHAPES if named & {shape, f"{shape}s"}]
    for shape in shapes:
        if not any(word in code for word in SHAPES[shape].split("|")):
            yield Finding("description-shape", shape)
            return


def _mostly_absent(finding: str, named: list[str], code: str) -> Iterator[Finding]:
    """The first of the things named that the code has not, where it has less than half of them."""
    things = list(dict.fromkeys(named))[:MOST]
    absent = [thing for thing in things if BETWEEN.sub("", thing) not in code]
    if 2 * len(absent) > len(things):
        yield Finding(finding, absent[0])
