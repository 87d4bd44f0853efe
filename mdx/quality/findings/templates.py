"""Templates of LaTeX that cannot be loaded or compiled as they stand."""

import re
from collections.abc import Iterator

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.findings.latex import SETTING

PACKAGE = re.compile(r"\\usepackage *+(?:\[[^\[\]]*+\] *+)?\{([^{}]*+)\}")
# Packages of Debian's texlive-latex-base and -extra, which manim's own manual asks for.
INSTALLED = frozenset(
    "amsmath amssymb amsfonts amsthm babel inputenc fontenc mathtools xcolor color graphicx "
    "hyperref array multirow tabularx booktabs enumitem relsize ragged2e microtype setspace "
    "calligra wasysym cancel bm soul ulem tikz pgf geometry lipsum xspace fancyvrb listings "
    "tcolorbox ifthen etoolbox mathrsfs textcomp lmodern dsfont".split()
)
UNICODE = frozenset(("xelatex", "lualatex"))  # compilers, and what only they can load
OF_UNICODE = frozenset(("fontspec", "unicode-math", "mathspec", "xltxtra", "polyglossia"))
PLACE = 13


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`latex-package:name`, and `wrong-value` for a compiler that needs another format."""
    if evidence.calls.keys().isdisjoint(SETTING):
        return
    if not any(word in evidence.code for word in ("exTemplate", "tex_template", "usepackage")):
        return
    texts = dict.fromkeys(evidence.strings.values())
    compilers = texts.keys() & UNICODE
    installed = INSTALLED | OF_UNICODE if compilers else INSTALLED
    for text in texts:
        for names in PACKAGE.findall(text):
            for name in names.replace(" ", "").split(","):
                if name not in installed:
                    yield Finding("latex-package", name)
    if "xelatex" in compilers and texts.keys().isdisjoint((".xdv", ".pdf")):
        yield Finding("wrong-value", "TexTemplate.output_format")  # which is .dvi
