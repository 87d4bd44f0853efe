"""LaTeX that cannot compile with manim's default template."""

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from mdx.manim import releases
from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import types_of
from mdx.quality.scope import HOLE, Scope

MATH = frozenset(("MathTex", "SingleStringMathTex"))
TEXT = frozenset(("Tex", "Title", "BulletedList", "get_text"))
ROWS = frozenset(("Matrix", "MathTable"))  # of formulas
LABELS = frozenset(
    ("get_axis_labels", "get_x_axis_label", "get_y_axis_label", "get_tex", "get_text")
)
# Which argument of what is not a formula itself is one, by its place and its name.
LABEL_OF = {
    "Variable": (1, "label"), "BraceLabel": (1, "text"), "LabeledDot": (0, "label"),
    "LabeledLine": (0, "label"), "LabeledArrow": (0, "label"), "get_graph_label": (1, "label"),
    "get_vertex_label": (0, "label"), "get_z_axis_label": (0, "label"),
    "add_brace_label": (0, "label"), "get_brace_label": (0, "label"),
}  # fmt: skip
# Calls that set formulas, besides, so that the template must compile.
SETTING = MATH | TEXT | LABEL_OF.keys() | frozenset(
    ("Matrix", "IntegerMatrix", "DecimalMatrix", "MathTable", "IntegerTable", "DecimalTable",
     "Integer", "DecimalNumber", "Variable", "BraceLabel", "BraceText", "get_tex", "get_text",
     "get_axis_labels", "get_x_axis_label", "get_y_axis_label", "get_graph_label",
     "add_coordinates", "add_numbers", "add_labels")
)  # fmt: skip
SET = MATH | TEXT | ROWS | LABELS | LABEL_OF.keys()
ISOLATING = ("substrings_to_isolate", "tex_to_color_map")
COMMAND = re.compile(r"\\([A-Za-z]++)(?!\x1a)")
ENVIRONMENT = re.compile(r"\\(begin|end) *+\{([^{}]*+)\}")
ESCAPED = re.compile(r"\\\\|\\[^A-Za-z]")
COMMENT = re.compile(r"(?<!\\)%")
MATH_PARTS = re.compile(r"\$\$?.*?\$\$?", re.DOTALL)
WORDS = re.compile(r"\\(?:text|mbox|hbox)")  # formulas may have words in them, and those formulas
# A second exponent or index of one thing; a prime is an exponent.
TOKEN = r"(?:\{[^{}]*+\}|\\[A-Za-z]++|[^\s{}\\^_&])"
TWICE = re.compile(rf"(\^) *+{TOKEN} *+[\^']|(_) *+{TOKEN} *+_")
# A bracket right after a line break is a distance.
DISTANCE = re.compile(r"@@\[(?! *+[-\d.\\])")
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
# A fraction that ends after its first part; a command that ends before it; signs of formulas among
# words.
BRACE = re.compile(r"[{}]")
FRACTION = re.compile(r"\\[dt]?frac *+(?=\{)")
NOTHING_AFTER = re.compile(
    r"\\(dot|ddot|hat|vec|bar|tilde|widehat|widetilde|overline|underline|overbrace|underbrace|sqrt"
    r"|frac|dfrac|tfrac|binom|mathbf|mathbb|mathcal|mathrm|boldsymbol|operatorname|text) *+$"
)
SIGN_IN_WORDS = re.compile(r"\\text(?:bf|it|rm|sf|tt)?\{[^{}$\\_^#]*+([_^#])[^{}$\\]*+\}")
# Environments that begin a formula, which is within one already.
DISPLAYS = frozenset(
    ("align", "alignat", "flalign", "equation", "gather", "eqnarray", "multline", "displaymath")
)
# Environments within a formula.
INNER = frozenset(
    ("matrix", "pmatrix", "bmatrix", "vmatrix", "Vmatrix", "cases", "aligned", "array", "split",
     "gathered", "smallmatrix")
)  # fmt: skip
# Commands that are for formulas alone.
MATHEMATICAL = frozenset(
    ("frac", "dfrac", "tfrac", "sqrt", "sum", "int", "prod", "lim", "alpha", "beta", "gamma",
     "delta", "epsilon", "varepsilon", "theta", "lambda", "mu", "nu", "pi", "rho", "sigma", "tau",
     "phi", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Sigma", "Phi",
     "Psi", "Omega", "infty", "times", "cdot", "leq", "geq", "neq", "le", "ge", "ne", "approx",
     "equiv", "sim", "to", "rightarrow", "leftarrow", "Rightarrow", "implies", "iff", "partial",
     "nabla", "mathbb", "mathcal", "mathbf", "vec", "hat", "overline", "in", "notin", "subset",
     "cup", "cap", "forall", "exists", "pm", "mp", "div", "left", "right", "ldotp", "cdots", "mid",
     "log", "sin", "cos", "tan", "exp", "max", "min", "binom", "overrightarrow", "perp", "angle")
)  # fmt: skip
# What plain LaTeX can print beyond Latin letters (the encodings OT1, OMS and TS1).
SIGNS = frozenset("‐‑‒–—―‖‘’‚“”„†‡•…‰‱‹›※‽⁄⁎⁒₡₤₦₩₫€℃№℗℞℠™Ω℧℮←↑→↓◦◯" + HOLE)
# What a letter of a plain string turned into: "\frac" has a form feed, "\beta" a backspace.
CONTROL = re.compile(r"[\x07\x08\x0b\x0c]")
PLACE = 4


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`latex-command`, `-environment`, `-mode`, `-escape`, `-character`."""
    if evidence.calls.keys().isdisjoint(SETTING):
        return
    templates = "TexTemplate" in evidence.code or "tex_template" in evidence.code
    types = types_of(evidence, release)
    for unit in evidence.units:
        if unit.names_none_of(SET):
            continue
        scope = types.scope(unit)
        for call in unit.nodes.get(ast.Call, ()):
            name = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
            for formula in _formulas(scope, name, call) if name in SET else ():
                for finding in _wrong(formula, templates):
                    yield finding._replace(line=call.lineno)


class Formula(NamedTuple):
    """The texts that are set as one piece, and how."""

    parts: list[str]
    math: bool
    isolated: list[str]
    own: bool  # its template or environment is the code's


def _formulas(scope: Scope, name: str, call: ast.Call) -> Iterator[Formula]:
    keywords = {k.arg: k.value for k in call.keywords}
    own = "tex_template" in keywords or "tex_environment" in keywords
    isolated = [text for key in ISOLATING if key in keywords
                for text in _texts(scope, keywords[key])]  # fmt: skip
    math = name not in TEXT
    if name in ROWS:
        cells = [c for a in call.args[:1] for row in _items(scope, a) for c in _items(scope, row)]
        if not keywords.keys() & {"element_to_mobject", None}:
            yield from (Formula([text], True, [], own) for c in cells if (text := scope.text(c)))
    elif name in LABEL_OF:
        place, keyword = LABEL_OF[name]
        given = call.args[place] if len(call.args) > place else keywords.get(keyword)
        own |= "label_constructor" in keywords
        if given is not None and (text := scope.text(given)):
            yield Formula([text], math, [], own)
    elif name in LABELS or name == "BulletedList":
        texts = list(map(scope.text, call.args))
        yield from (Formula([text], math, [], own) for text in texts if text)
    else:
        texts = [scope.text(arg) or HOLE for arg in call.args]
        yield Formula(texts, math, isolated, own)


def _items(scope: Scope, node: ast.expr) -> list[ast.expr]:
    value = scope.value(node)
    return value.elts if isinstance(value, ast.List | ast.Tuple) else []


def _texts(scope: Scope, node: ast.expr) -> list[str]:
    value = scope.value(node)
    if isinstance(value, ast.Dict):
        return [text for key in value.keys if key and (text := scope.text(key))]
    return [text for item in _items(scope, value) or [value] if (text := scope.text(item))]


def _wrong(formula: Formula, templates: bool) -> Iterator[Finding]:
    own = templates or formula.own
    for part in formula.parts:
        yield from _commands(part, own)
        if not own:
            yield from _characters(part, formula.math)
        if COMMENT.search(ESCAPED.sub("@@", part.rpartition("\n")[2])):
            yield Finding("latex-mode", "%")  # hides what manim puts after it
        if formula.math and len(formula.parts) > 1 and part.rstrip().endswith(("^", "_")):
            yield Finding("latex-mode", f"split after {part.rstrip()[-1]}")
        if formula.math and (match := NOTHING_AFTER.search(part)):
            yield Finding("latex-mode", f"\\{match[1]} of nothing")
        yield from _isolated(part, formula.isolated)
    whole = " ".join(formula.parts)
    if HOLE not in formula.parts:
        yield from _whole(whole, formula.math, own)
    elif formula.math:
        yield from _mathematics(ESCAPED.sub("@@", whole), own)


def _isolated(part: str, isolated: list[str]) -> Iterator[Finding]:
    """What manim marks within a formula, and TeX wants unmarked: a bare exponent, half a word."""
    texts = sorted(filter(None, isolated), key=len, reverse=True)
    if not texts:
        return
    words = [match.span() for match in COMMAND.finditer(part)]
    for match in re.finditer("|".join(map(re.escape, texts)), part):
        begin, end = match.span()
        if part[:begin].endswith(("^", "_")):
            yield Finding("latex-mode", f"isolated after {part[begin - 1]}")
        elif any(a < begin < b or a < end < b for a, b in words):
            yield Finding("latex-mode", "isolated in a command")


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """The commands and the environments of the default template."""
    with open(os.path.join(releases.FOLDER, "latex.txt")) as file:
        commands, environments = file.read().partition("\n")[2].split("\n\n")
    return frozenset(commands.split()), frozenset(environments.split())


def _commands(text: str, own: bool) -> Iterator[Finding]:
    """What one string says that LaTeX does not know, wherever it stands."""
    if control := CONTROL.search(text):
        yield Finding("latex-escape", repr(control[0])[1:-1])
    if own:
        return
    commands, environments = _known()
    plain = text.replace("\\\\", "  ")
    for command in COMMAND.findall(plain):
        if command not in commands:
            yield Finding("latex-command", f"\\{command}")
    for _, name in ENVIRONMENT.findall(plain):
        if name not in environments:
            yield Finding("latex-environment", name)


def _characters(text: str, math: bool) -> Iterator[Finding]:
    """The first letter that LaTeX has no sign for; formulas have none with accents, either."""
    accents = math and not WORDS.search(text)
    for letter in () if text.isascii() else text:
        has_sign = letter <= "\u024f" or letter in SIGNS
        if not has_sign or (accents and len(normalize("NFD", letter)) > 1):
            yield Finding("latex-character", letter)
            return


def _whole(text: str, math: bool, own: bool) -> Iterator[Finding]:
    """What is wrong with the text that is set as one piece."""
    plain = ESCAPED.sub("@@", text)
    bare = "\n".join(COMMENT.split(line)[0] for line in plain.split("\n"))
    ends = ENVIRONMENT.findall(plain)
    names = [sorted(name for kind, name in ends if kind == end) for end in ("begin", "end")]
    if names[0] != names[1]:
        yield Finding("latex-environment", "unbalanced")
    if "#" in bare and not own:
        yield Finding("latex-mode", "#")
    if math:
        yield from _mathematics(bare, own)
        return
    if "\\begin" not in text and "\\(" not in text and "\\[" not in text:
        words = MATH_PARTS.sub("", bare)
        if match := re.search(r"[_^&]", words):
            yield Finding("latex-mode", match[0])
        if "ensuremath" not in words:
            for command in COMMAND.findall(words):
                if command in MATHEMATICAL:
                    yield Finding("latex-mode", f"\\{command}")
                    break
    if "$" not in bare and "\\[" not in text and "\\(" not in text and not own:
        inner = {name.rstrip("*") for _, name in ENVIRONMENT.findall(plain)}
        if inner & INNER and not inner & DISPLAYS:
            yield Finding("latex-mode", min(inner & INNER))
    if bare.count("$") % 2:
        yield Finding("latex-mode", "$")


def _mathematics(bare: str, own: bool) -> Iterator[Finding]:
    """What is wrong in a formula."""
    ends = _ends(bare)
    if "$" in bare and not WORDS.search(bare):
        yield Finding("latex-mode", "$")
    if DISTANCE.search(bare):
        yield Finding("latex-mode", "[ after a line break")
    if BLANK_LINE.search(bare):
        yield Finding("latex-mode", "blank line")
    if any(_is_single(bare, ends[match.end()]) for match in FRACTION.finditer(bare)):
        yield Finding("latex-mode", "\\frac of one")
    if match := SIGN_IN_WORDS.search(bare):
        yield Finding("latex-mode", f"\\text with {match[1]}")
    if "\\hline" in bare and "\\begin" not in bare:
        yield Finding("latex-mode", "\\hline")
    if match := TWICE.search(bare):
        yield Finding("latex-mode", f"double {match[1] or match[2]}")
    for kind, name in ENVIRONMENT.findall(bare) if not own else ():
        if kind == "begin" and name.rstrip("*") in DISPLAYS:
            yield Finding("latex-mode", name)


def _ends(text: str) -> dict[int, int]:
    """Where each brace of a text is closed; manim closes at the end what is left open."""
    ends: dict[int, int] = {}
    waiting: list[int] = []
    for place in (match.start() for match in BRACE.finditer(text)):
        if text[place] == "{":
            waiting.append(place)
        elif waiting:
            ends[waiting.pop()] = place
    return ends | dict.fromkeys(waiting, len(text))


def _is_single(text: str, end: int) -> bool:
    """Whether nothing comes after the first part of a fraction."""
    return text[end + 1 : end + 20].lstrip(" ")[:1] in ("", "}", "&")
