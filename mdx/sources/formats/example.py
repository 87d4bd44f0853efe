"""A piece of code in a text, and the words before it."""

import re
from typing import NamedTuple

SCENE = re.compile(r"^[ \t]*class\s+\w+\s*\(", re.MULTILINE)
IMPORT = re.compile(r"^[^\S\n]*(?:from\s+\S+\s+import|import)\s", re.MULTILINE)
ALL_OF_MANIM = re.compile(r"^[^\S\n]*from\s+manim(?:gl|lib)?\s+import\s+\*", re.MULTILINE)
# How Aider marks an edit of a file, of one that is not there yet.
NEW_FILE, END_OF_FILE = "<<<<<<< SEARCH\n=======\n", ">>>>>>> REPLACE"

# What stands above code and says nothing of it: titles, and words before a colon.
SAY_NOTHING = ("Code", "Example", "Examples", "Notes", "Note", "Programs", "See Also", "Tests")


class Example(NamedTuple):
    """Code in a text: `line` is its first line there, counted from 1.

    is_directive  it is run after `from manim import *`, whatever it imports itself
    """

    code: str
    line: int
    context: str
    tags: str = ""
    still: bool = False
    is_directive: bool = False


def may_hold_scene(code: str) -> bool:
    """Whether it is worth parsing this piece of a text."""
    return "construct" in code and SCENE.search(code) is not None


def imports_something(code: str) -> bool:
    return IMPORT.search(code) is not None


def prelude_of(text: str, otherwise: str) -> str:
    """The import of all of Manim to put on top of a text's examples: the one that its others agree
    on, unless `otherwise` is more than such an import."""
    if not ALL_OF_MANIM.fullmatch(otherwise):
        return otherwise
    imports = {" ".join(match.group().split()) for match in ALL_OF_MANIM.finditer(text)}
    return imports.pop() if len(imports) == 1 else otherwise


def with_prelude(example: Example, prelude: str) -> Example:
    """The example with the imports that it leaves to its reader."""
    code = example.code
    if imports_something(code) and (not example.is_directive or ALL_OF_MANIM.search(code)):
        return example
    head = prelude + "\n\n"
    return example._replace(code=head + code, line=example.line - head.count("\n"))


def dedented(lines: list[str]) -> str:
    """The lines without their common indentation and without blanks at the end."""
    import textwrap

    return textwrap.dedent("\n".join(lines)).rstrip() + "\n"


def unprompted(code: str) -> str:
    """The code without the prompts of a Python session, or without the marks of an edit that makes
    a new file; lines without code become blank."""
    if code.startswith(NEW_FILE):
        return "\n" * NEW_FILE.count("\n") + code.removeprefix(NEW_FILE).partition(END_OF_FILE)[0]
    if not code.startswith(">>> "):
        return code
    lines = code.split("\n")
    return "\n".join(line[4:] if line[:4] in (">>> ", "... ") else "" for line in lines)


def joined(*words: str) -> str:
    """These paragraphs without duplicates and without those that say nothing."""
    paragraphs = dict.fromkeys(w.strip() for w in words)
    return "\n\n".join(w for w in paragraphs if w and w.rstrip(":") not in SAY_NOTHING)
