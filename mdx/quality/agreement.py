"""Where a description says otherwise than its code: in colours, counts, words, order and motion.

A contradiction costs a request and marks a record, so what the code does not tell for sure is
passed over: computed colours, texts that are put together, things in loops of unknown length. That
a description leaves something out is no contradiction.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from mdx.outline import LARGEST, performed
from mdx.outline.acts import Step
from mdx.outline.stage import Stage
from mdx.outline.things import Thing
from mdx.wording import faithful

# Each row: words for colours that one may take for one another.
ALIKE = (
    "red maroon pink orange", "pink purple magenta violet maroon", "blue navy cyan teal turquoise",
    "blue purple violet", "green lime teal turquoise", "yellow gold orange",
    "brown orange maroon gold", "grey white black",
)  # fmt: skip
# Colours that Manim gives by itself, by the names that bring them.
OWN = {
    "red": r"Circle|Ellipse|Cross\b|LinearTransformationScene|VectorScene|Exmark",
    "green": r"LinearTransformationScene|VectorScene|[Rr]iemann|get_area|Checkmark|GraphScene",
    "blue": r"Polyg|Triangle|Star\b|Plane|Surface|Sphere|Cube|Prism|Cone|Cylinder|Torus|hedron|"
    r"LinearTransformationScene|[Rr]iemann|get_area|GraphScene|Creature|Banner",
    "yellow": r"Indicat|Flash|Circumscribe|Surrounding|FunctionGraph|GraphScene|Highlight",
    "grey": r"FocusOn|SampleSpace|Background|Axes|NumberLine|Code\b|[Oo]pacity|Brace",
    "white": "", "black": "",
}  # fmt: skip
# With these the colours of a scene are not all to be read in its code.
COMPUTED = re.compile(
    r"rgb|hsl|hsv|hex|gradient|interpolate|random|colou?r_?map|cmap|colorscale|Image|SVG|Code\(|BarChart|"
    r"Field|StreamLines|Creature|Banner|#[0-9a-fA-F]{3}|ManimColor|by_z|Emoji|Flag",
    re.I,
)
KNOWN = {
    "manim", "manimlib", "manimgl", "numpy", "math", "random", "itertools", "functools", "typing",
    "collections", "scipy", "sympy", "cmath", "copy", "enum", "dataclasses", "operator",
    "fractions",
}  # fmt: skip
IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+([\w.]+)", re.M)
LETTERS = re.compile(r"[^\W\d_]{3,}")
SIGN = re.compile(r"\\[A-Za-z]+|[A-Za-z\u0370-\u03ff]|\d+(?:\.\d+)?")
LAYOUT = set(
    r"\left \right \frac \tfrac \dfrac \cdot \times \text \mathrm \quad \sqrt \le \ge".split()
)
STRING = re.compile(r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"", re.S)
SAME_THING = {
    "dot": "dots points", "circle": "circles", "arrow": "arrows vectors", "line": "lines segments",
    "square": "squares rectangles boxes bars", "rectangle": "rectangles boxes bars squares",
    "triangle": "triangles", "cube": "cubes", "sphere": "spheres balls",
}  # fmt: skip
COUNTED = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3})\s+"
    r"(?:[^\W\d]\w*[ -]){0,3}?([^\W\d]\w*s)\b",
    re.I,
)
MOVES = re.compile(
    r"\b(?:animat(?:e|es|ion|ions)|moves|moving|rotates|spins|transforms|morphs|fades|slides|grows)\b",
    re.I,
)
IS_STILL = re.compile(
    r"(?:please )?(?:make|draw|create|show|give me|(?:i|we)(?:'d like| want| need| would like))\s"
    r"(?:me )?an? (?:still|static|picture|image)\b",
    re.I,
)
PLAYS = re.compile(r"\.(?:play|wait|embed|interact)\(|updater|always_|\.animate\b")
THEN = re.compile(r"\b(?:then|next|after that|afterwards|finally|at the end|at last|later)\b", re.I)
NOT_IN_ORDER = re.compile(
    r"\b(?:before|earlier|first|previously|once|until|while|already|back)\b", re.I
)


class Facts:
    """What the code of a scene says, as far as it is sure."""

    def __init__(self, code: str, stage: Stage):
        self.code = code
        self.stage = stage

    @cached_property
    def is_whole(self) -> bool:
        """Whether nothing comes from modules that are not there to be read."""
        return all(name.partition(".")[0] in KNOWN for name in IMPORT.findall(self.code))

    @cached_property
    def colours(self) -> set[str] | None:
        """All that may be seen; None where they are computed."""
        if COMPUTED.search(self.code):
            return None
        visible = {name for name, own in OWN.items() if not own or re.search(own, self.code)}
        text = self.code.lower().replace("gray", "grey")
        visible |= {colour for colour in faithful.COLOURS if colour in text}
        return visible | {
            other for row in map(str.split, ALIKE) for c in row if c in visible for other in row
        }

    @cached_property
    def words(self) -> set[str]:
        return set(LETTERS.findall(self.code.lower()))

    @cached_property
    def signs(self) -> set[str]:
        """Letters, numbers and commands of formulas, and of what is computed."""
        signs = set(re.findall(r"\b[A-Za-z]\b|\d+(?:\.\d+)?", self.code))
        for text in STRING.findall(self.code):
            if len(text) < 8 or re.search(r"[\\^_=+$]", text):
                signs |= set(SIGN.findall(text))
        return signs | {f"\\{word}" for word in self.words}

    @cached_property
    def things(self) -> dict[str, int]:
        """How many there are of each noun; without those that nobody can count."""
        counts: dict[str, int] = {}
        unknown: set[str] = set()
        seen: set[Thing] = set()
        for step, repeated in _steps(self.stage.steps):
            for ref in (ref for act in step.acts for ref in (*act.things, *act.to)):
                noun = ref.look.noun
                if repeated or ref.thing.count != 1:
                    unknown.add(noun)
                if ref.thing not in seen:
                    seen.add(ref.thing)
                    counts[noun] = counts.get(noun, 0) + 1
        return {noun: count for noun, count in counts.items() if noun not in unknown}

    @cached_property
    def labels(self) -> dict[str, tuple[int, int]]:
        """What is written, and in which steps it is first and last."""
        labels: dict[str, tuple[int, int]] = {}
        for number, (step, _) in enumerate(_steps(self.stage.steps)):
            for act in step.acts:
                for ref in (*act.things, *act.to):
                    if text := _bare(ref.look.label):
                        labels[text] = labels.get(text, (number, number))[0], number
        return labels


def _steps(steps: list[Step]) -> Iterator[tuple[Step, bool]]:
    """Each step, also those in loops, and whether it is in one."""
    for step in steps:
        yield step, step.times != 1
        yield from ((inner, True) for inner, _ in _steps(step.body))


def _bare(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def contradictions(description: str, code: str) -> list[str]:
    """What the description says and the code does not bear out, each as a clause."""
    if len(code) > LARGEST:
        return []
    try:
        stage = performed(code)
        if stage is None:
            return []
        facts = Facts(code, stage)
        return [clause for find in FINDS for clause in find(description, facts)]
    except Exception:  # RecursionError, MemoryError, and what hostile code makes us stumble on
        return []


def _colours(description: str, facts: Facts) -> Iterator[str]:
    if facts.colours is None or not facts.is_whole:
        return
    for colour in sorted(faithful.colours(faithful.spoken(description)).keys() - facts.colours):
        yield f"it says {colour}, but nothing is {colour}"


def _texts(description: str, facts: Facts) -> Iterator[str]:
    if "open(" in facts.code or not facts.is_whole:
        return
    for quoted in faithful.quotations(description):
        words = LETTERS.findall(quoted.lower())
        there = sum(word in facts.words for word in words)
        if words and (there == 0 or there < len(words) / 2):
            yield f"the words “{quoted}” are not on screen"


def _formulas(description: str, facts: Facts) -> Iterator[str]:
    if not facts.is_whole:
        return
    for formula in faithful.formulas(description):
        signs = [sign for sign in SIGN.findall(formula) if sign not in LAYOUT]
        there = sum(sign in facts.signs or sign.lower() in facts.signs for sign in signs)
        if signs and there < 0.6 * len(signs):
            yield f"the formula {formula} is not on screen"


def _counts(description: str, facts: Facts) -> Iterator[str]:
    if not facts.stage.complete or not facts.is_whole:
        return
    plain = faithful.spoken(description)
    for number, noun in COUNTED.findall(plain):
        [count] = faithful.numbers(number) or [""]
        alike = [thing for thing, names in SAME_THING.items() if noun.lower() in names.split()]
        if not count or not alike or any(thing not in facts.things for thing in alike[:1]):
            continue
        there = sum(facts.things.get(thing, 0) for thing in alike)
        if int(count) > there:
            yield f"it says {number} {noun}, but there are {there}"


def _order(description: str, facts: Facts) -> Iterator[str]:
    before: list[tuple[str, tuple[int, int]]] = []
    for sentence in re.split(r"(?<=[.!?])\s+", description):
        labels = [*faithful.quotations(sentence), *faithful.formulas(sentence)]
        here = [(text, facts.labels[_bare(text)]) for text in labels if _bare(text) in facts.labels]
        if here and before and THEN.search(sentence) and not NOT_IN_ORDER.search(sentence):
            (last, (begin, _)), (first, (_, end)) = before[-1], here[0]
            if end < begin:  # what is there again, or still, may be meant by a later sentence
                yield f"it has {first} come after {last}, but it comes before it"
        before += here


def _motion(description: str, facts: Facts) -> Iterator[str]:
    plain = faithful.spoken(description)
    if not PLAYS.search(facts.code) and facts.stage.still:
        if facts.is_whole and (verb := MOVES.search(plain)):
            yield f"it says “{verb.group()}”, but nothing moves: it is a picture"
    elif ".play(" in facts.code and IS_STILL.match(plain.strip()) and not MOVES.search(plain):
        yield "it asks for a picture, but the scene moves"


FINDS: tuple[Callable[[str, Facts], Iterator[str]], ...] = (
    _colours, _counts, _formulas, _texts, _order, _motion,
)  # fmt: skip
