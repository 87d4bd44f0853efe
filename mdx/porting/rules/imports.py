"""Imports of Manim, whichever it was, become ManimCE's star import; modules that came along with
it and are used get an import of their own."""

from mdx.porting.edits import Span
from mdx.porting.index import is_library
from mdx.porting.module import BUILTINS, Module
from mdx.porting.tables import table

TYPES = ("from typing ", "from collections.abc ")  # annotations of ManimCE's scenes run without
STAR = "from manim import *"


def apply(module: Module) -> None:
    if module.dialect != "ce":
        _library(module)
    else:
        _moved(module)
    _modules(module)


def brought() -> dict[str, str]:
    """The import that brings each name of other packages which the old star import brought."""
    return table("imports")["modules"]


def _library(module: Module) -> None:
    statements = [node for node in module.imports if is_library(node)]
    statements.sort(key=lambda node: node.lineno)
    top = [node for node in statements if module.parent.get(node) is module.tree]
    for node in statements:
        if top and node is top[0]:
            if module.text(node) != STAR:
                module.replace(node, STAR, code="import")
        else:
            module.remove(node, "import")
    if not top:
        module.insert(module.head, STAR + "\n", "import")


def _moved(module: Module) -> None:
    """Names imported from a module of ManimCE that is gone, from where they are now."""
    target = module.target
    for node in module.imports:
        old = getattr(node, "module", None) or ""
        names = {alias.name for alias in node.names}
        if not old.startswith("manim.") or "*" in names or names <= target.names(old):
            continue
        if any(f"{old}.{name}" in target.modules for name in names):
            continue
        last = old.rpartition(".")[2]
        holding = ["manim"] if names <= target.star("manim") else sorted(
            (m for m in target.modules if names <= target.names(m)),
            key=lambda m: (m.rpartition(".")[2] != last, len(m), m),
        )  # fmt: skip
        if holding:
            start = module.span(node).start + len("from ")
            module.replace(Span(start, start + len(old)), holding[0], code="import")


def _modules(module: Module) -> None:
    """Names of Python's own modules that the old star import brought."""
    unread = module.dialect == "ce" or any(
        getattr(node, "module", "") == "__future__" for node in module.imports
    )
    lines = {
        text: None
        for name, text in brought().items()
        if name in module.names and module.is_free(name) and not module.has_name(name)
        and name not in BUILTINS and not (unread and text.startswith(TYPES))
    }  # fmt: skip
    if module.dialect != "ce" or any(is_library(node) for node in module.imports):
        for text in lines:
            module.insert(module.head, text + "\n", "import")
