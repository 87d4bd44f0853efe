"""Imports of Manim, whichever it was, become ManimCE's star import; modules that came along with
it and are used get an import of their own."""

from mdx.porting.index import is_library
from mdx.porting.module import BUILTINS, Module
from mdx.porting.tables import table

TYPES = ("from typing ", "from collections.abc ")  # annotations of ManimCE's scenes run without
STAR = "from manim import *"


def apply(module: Module) -> None:
    if module.dialect != "ce":
        _library(module)
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
