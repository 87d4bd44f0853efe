"""A piece of code that stands in a text, and the words that lead to it."""

import re
from typing import NamedTuple

SCENE = re.compile(r"^[ \t]*class\s+\w+\s*\(", re.MULTILINE)
IMPORT = re.compile(r"^\s*(?:from\s+\S+\s+import|import)\s", re.MULTILINE)


class Example(NamedTuple):
    """Code in a text: `line` is its first line there, counted from 1."""

    code: str
    line: int
    context: str
    tags: str = ""
    still: bool = False


def may_hold_scene(code: str) -> bool:
    """Whether it is worth parsing this piece of a text."""
    return "construct" in code and SCENE.search(code) is not None


def imports_something(code: str) -> bool:
    return IMPORT.search(code) is not None


def dedented(lines: list[str]) -> str:
    """The lines less the indentation that all of them share; blank ends are cut."""
    import textwrap

    return textwrap.dedent("\n".join(lines)).rstrip() + "\n"


def joined(*words: str) -> str:
    """These paragraphs, each once, blank ones left out."""
    return "\n\n".join(dict.fromkeys(w.strip() for w in words if w.strip()))
