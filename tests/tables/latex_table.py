r"""Makes latex.txt, the commands and environments of manim's default template, by asking LaTeX.

    python tests/tables/latex_table.py      (Debian: texlive-latex-extra; ours is of 2022)

Candidates are all words in the files that LaTeX's format and the template are made of. LaTeX tells
with \ifcsname which of them it knows; an environment is a name that begins and ends: `\x`, `\endx`.
"""

import os
import re
import subprocess
import tempfile
import textwrap
from collections.abc import Iterable
from pathlib import Path

TEMPLATE = r"""\documentclass[preview]{standalone}
\usepackage[english]{babel}
\usepackage{amsmath}
\usepackage{amssymb}
\begin{document}
%s
\end{document}
"""
FORMAT = ("latex.ltx", "fontmath.ltx", "fonttext.ltx", "expl3-code.tex")
WORD = re.compile(r"[A-Za-z]+")


def typeset(body: str, folder: str) -> None:
    """Runs LaTeX on the template in this folder; `made.fls` tells what it read."""
    with open(os.path.join(folder, "made.tex"), "w") as file:
        file.write(TEMPLATE % body)
    command = ["latex", "-interaction=batchmode", "-halt-on-error", "-recorder", "made.tex"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def candidates(folder: str) -> set[str]:
    """The words in all that LaTeX reads for an empty document."""
    typeset("", folder)
    told = subprocess.run(["kpsewhich", *FORMAT], check=True, capture_output=True, text=True)
    paths = told.stdout.split()
    with open(os.path.join(folder, "made.fls")) as file:
        paths += [line[6:].rstrip() for line in file if line.startswith("INPUT ")]
    words: set[str] = set()
    for path in paths:
        if path.endswith((".ltx", ".tex", ".sty", ".cls", ".def", ".cfg", ".ldf", ".fd")):
            with open(os.path.join(folder, path), encoding="latin-1") as file:
                words.update(WORD.findall(file.read()))
    return words


def known(names: Iterable[str], folder: str) -> set[str]:
    r"""Those of the names that LaTeX has a meaning for."""
    asked = "\n".join(
        rf"\ifcsname {name}\endcsname\immediate\write\told{{{name}}}\fi" for name in sorted(names)
    )
    typeset(rf"\newwrite\told\immediate\openout\told=told.txt{chr(10)}{asked}", folder)
    with open(os.path.join(folder, "told.txt")) as file:
        return set(file.read().split())


def main() -> None:
    """Writes the table beside this module."""
    with tempfile.TemporaryDirectory() as folder:
        words = candidates(folder)
        begun = {name + star for name in words for star in ("", "*")}
        found = known(begun | {"end" + name for name in begun}, folder)
    commands = sorted(found & words)
    environments = sorted(name for name in begun if {name, "end" + name} <= found)
    head = "# The commands, then the environments, of manim's default template (latex_table.py).\n"
    parts = [textwrap.fill(" ".join(names), 100) + "\n" for names in (commands, environments)]
    with open(Path(__file__).parents[2] / "mdx" / "manim" / "latex.txt", "w") as file:
        file.write(head + "\n".join(parts))


if __name__ == "__main__":
    main()
