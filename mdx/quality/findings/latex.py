"""LaTeX that cannot compile with manim's default template."""

import ast
import os
import re
from collections.abc import Iterator
from functools import cache

from mdx.manim import releases
from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding

MATH = frozenset(("MathTex", "SingleStringMathTex"))
TEXT = frozenset(("Tex", "Title", "BulletedList"))
# Calls that set formulas, besides, so that the template must compile.
SETTING = MATH | TEXT | frozenset(
    ("Matrix", "IntegerMatrix", "DecimalMatrix", "MathTable", "IntegerTable", "DecimalTable",
     "Integer", "DecimalNumber", "Variable", "BraceLabel", "BraceText", "get_tex", "get_text",
     "get_axis_labels", "get_x_axis_label", "get_y_axis_label", "get_graph_label",
     "add_coordinates", "add_numbers", "add_labels")
)  # fmt: skip
COMMAND = re.compile(r"\\([A-Za-z]+)")
ENVIRONMENT = re.compile(r"\\(begin|end) *+\{([^{}]*+)\}")
ESCAPED = re.compile(r"\\\\|\\[^A-Za-z]")
COMMENT = re.compile(r"(?<!\\)%")
MATH_PARTS = re.compile(r"\$\$?.*?\$\$?", re.DOTALL)
WORDS = re.compile(r"\\(?:text|mbox|hbox)")  # formulas may have words in them, and those formulas
PACKAGE = re.compile(r"\\usepackage *+(?:\[[^\[\]]*+\] *+)?\{([^{}]*+)\}")
# Packages of Debian's texlive-latex-base and -extra, which manim's own manual asks for.
INSTALLED = frozenset(
    "amsmath amssymb amsfonts amsthm babel inputenc fontenc mathtools xcolor color graphicx "
    "hyperref array multirow tabularx booktabs enumitem relsize ragged2e microtype setspace "
    "calligra wasysym cancel bm soul ulem tikz pgf geometry lipsum xspace fancyvrb listings "
    "tcolorbox ifthen etoolbox mathrsfs textcomp lmodern dsfont".split()
)
# What a letter of a plain string turned into: "\frac" has a form feed, "\beta" a backspace.
CONTROL = re.compile(r"[\x07\x08\x0b\x0c]")
PLACE = 4


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`latex-command`, `-environment`, `-braces`, `-mode`, `-escape`, `-character`, `-package`."""
    if "usepackage" in evidence.code and not evidence.calls.keys().isdisjoint(SETTING):
        for text in evidence.strings.values():
            for names in PACKAGE.findall(text):
                for name in names.replace(" ", "").split(","):
                    if name not in INSTALLED:
                        yield Finding("latex-package", name)
    templates = "TexTemplate" in evidence.code or "tex_template" in evidence.code
    for name, call in evidence.calls_of(MATH | TEXT):
        parts = [a.value for a in call.args if isinstance(a, ast.Constant)]
        texts = [part for part in parts if isinstance(part, str)]
        own = templates or any(k.arg == "tex_template" for k in call.keywords)
        for part in texts:
            yield from _commands(part, own)
        if len(texts) == len(call.args):
            wholes = texts if name == "BulletedList" else [" ".join(texts)]
            for whole in wholes:
                yield from _whole(whole, name in MATH)


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
    for letter in text:
        if letter > "\u024f" and not "\u2010" <= letter <= "\u2026":
            yield Finding("latex-character", letter)
            break
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


def _whole(text: str, math: bool) -> Iterator[Finding]:
    """What is wrong with the text that is set as one piece."""
    plain = ESCAPED.sub("  ", text)
    bare = "\n".join(COMMENT.split(line)[0] for line in plain.split("\n"))
    depth = 0
    for letter in bare:
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            break
    if depth:
        yield Finding("latex-braces")
    ends = [kind for kind, _ in ENVIRONMENT.findall(plain)]
    if ends.count("begin") != ends.count("end"):
        yield Finding("latex-environment", "unbalanced")
    if math:
        if "$" in bare and not WORDS.search(bare):
            yield Finding("latex-mode", "$")
        if re.search(r"\n\s*\n", bare):
            yield Finding("latex-mode", "blank line")
        if "\\hline" in bare and "\\begin" not in bare:
            yield Finding("latex-mode", "\\hline")
    else:
        if "\\begin" not in text and "\\(" not in text and "\\[" not in text:
            if found := re.search(r"[_^&]", MATH_PARTS.sub("", bare)):
                yield Finding("latex-mode", found[0])
        if bare.count("$") % 2:
            yield Finding("latex-mode", "$")
