"""The port of one piece of code: applies every rule in turn and collects the results."""

import ast
import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from mdx.manim.releases import Release
from mdx.porting import left, rules
from mdx.porting.module import Module
from mdx.scenes.dialect import dialect
from mdx.scenes.scopes import imports
from mdx.scenes.syntax import SyntaxFault, parse, uncollected

DIALECTS = ("gl", "cairo", "ce")
MARK = "\ufeff"  # byte order mark, which a file may begin with


class Ported(NamedTuple):
    """The code for the target, the codes of the rules used, and of what no rule could mend."""

    code: str
    rules: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class CannotPort(ValueError):
    """The code cannot be ported at all; the message says why."""


@cache
def all_rules() -> list[Callable[[Module], None]]:
    """The function that each file in the folder of rules applies, ordered by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(rules.__path__))
    return [importlib.import_module(f"{rules.__name__}.{name}").apply for name in names]


def dialect_of(code: str) -> str:
    """What the code itself says it is written in: gl, cairo, ce, or unknown.

    What imports `manim` is ManimCE whatever names it has, so that a port is never ported again.
    """
    try:
        tree = parse(code.removeprefix(MARK))
    except SyntaxFault:
        return "unknown"
    imported = [
        brought
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for brought in imports(node)
    ]
    if any(brought.module.partition(".")[0] == "manim" for brought in imported):
        return "ce"
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return dialect(imported, (), names) if imported else "unknown"


def ported(code: str, dialect: str, target: Release, without: tuple[str, ...] = ()) -> Ported:
    """The code for a release of ManimCE; `dialect` is what it is in: gl, cairo, or ce of any age.

    `without` are things to do without, as `--without` of mdx-port names them.

    Raises CannotPort for code that is no Python, or too deep for it.
    """
    try:
        with uncollected():  # the tree is gone when this ends, and is not looked through
            result = _ported(Module(code.removeprefix(MARK), dialect, target, without))
    except SyntaxFault as fault:
        raise CannotPort(f"no Python: {fault}") from None
    except RecursionError:
        raise CannotPort("nested too deeply") from None
    return result if result.rules else result._replace(code=code)


def _ported(module: Module) -> Ported:
    for apply in all_rules():
        apply(module)
    module.answers.clear()  # they refer to it
    return Ported(module.source.changed(), tuple(sorted(module.ported)), left.remaining(module))
