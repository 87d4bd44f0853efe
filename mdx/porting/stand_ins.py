"""Definitions, in the target's own terms, of what it has no equal of; a file of stand_ins/ each.

They are text: put on top of the code that needs one, cut to the methods that are used there.
"""

import ast
import os
import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from mdx.porting.module import Module

# Methods that the library calls.
KEPT = frozenset(
    """interpolate interpolate_mobject interpolate_submobject begin finish become shift rotate setup
    apply_points_function_about_point create_target create_starting_mobject generate_points
    clean_up_from_scene get_bounds""".split()
)
_ATTRIBUTE = re.compile(r"\.([A-Za-z_]\w*)")
FOLDER = os.path.join(os.path.dirname(__file__), "stand_ins")


class StandIn(NamedTuple):
    """One definition: its text, the names it reads, the imports that it needs, and of a class its
    base, the arguments it takes, and whether it passes on those that it does not know."""

    text: str
    reads: frozenset[str]
    imports: tuple[str, ...]
    base: str
    takes: frozenset[str]
    passes: bool


@cache
def available() -> frozenset[str]:
    """The names that there is a stand-in for."""
    return frozenset(
        name.removesuffix(".py") for name in os.listdir(FOLDER) if name.endswith(".py")
    )


@cache
def stand_in(name: str) -> StandIn:
    """The stand-in of a name, without what its file says about itself."""
    with open(os.path.join(FOLDER, name + ".py"), encoding="utf-8") as file:
        text = file.read()
    tree = ast.parse(text)
    lines = text.splitlines(True)
    imports = [
        ast.unparse(s)
        for s in tree.body
        if isinstance(s, ast.Import | ast.ImportFrom) and ast.unparse(s) != "from manim import *"
    ]
    kept = [
        "".join(lines[_first(s) - 1 : s.end_lineno])
        for s in tree.body
        if isinstance(s, ast.ClassDef | ast.FunctionDef | ast.Assign)
    ]
    reads = frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    base, takes, passes = "", frozenset[str](), False
    for definition in (s for s in tree.body if isinstance(s, ast.ClassDef)):
        base = ast.unparse(definition.bases[0])
        for method in definition.body:
            if isinstance(method, ast.FunctionDef) and method.name == "__init__":
                takes = frozenset(a.arg for a in (*method.args.args, *method.args.kwonlyargs))
                passes = method.args.kwarg is not None
    whole = "\n\n".join(part.rstrip() + "\n" for part in kept)
    return StandIn(whole, reads, tuple(imports), base, takes, passes)


def _first(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(int(d.lineno) for d in decorators)])


# What the target has for its OpenGL renderer or as a base alone, and cannot draw by itself.
UNDRAWN = frozenset(("DotCloud", "TrueDot", "ArrowTip"))


def _is_there(module: Module, name: str) -> bool:
    return module.has_name(name) and name not in UNDRAWN


class Piece(NamedTuple):
    """Some lines of a stand-in: a method of its class, or "" and what stands between those."""

    method: str
    text: str
    attributes: frozenset[str]  # that it names


@cache
def _pieces(name: str) -> list[Piece]:
    text = stand_in(name).text
    lines = text.splitlines(True)
    pieces: list[Piece] = []
    at = 0
    for top in ast.parse(text).body:
        for method in top.body if isinstance(top, ast.ClassDef) else ():
            if isinstance(method, ast.FunctionDef):
                start = _first(method) - 1
                while start and not lines[start - 1].strip():
                    start -= 1
                end = method.end_lineno or 0
                pieces += [_piece("", lines[at:start]), _piece(method.name, lines[start:end])]
                at = end
    return [*pieces, _piece("", [*lines[at:], "\n\n"])]


def _piece(method: str, lines: list[str]) -> Piece:
    text = "".join(lines)
    return Piece(method, text, frozenset(_ATTRIBUTE.findall(text)))


def cut(names: list[str], used: Collection[str]) -> str:
    """The stand-ins of these names without those methods of their classes that nobody calls."""
    pieces = [piece for name in names for piece in _pieces(name)]
    while True:
        asked = KEPT.union(used, *(piece.attributes for piece in pieces))
        left = [p for p in pieces if p.method in asked or p.method.startswith("__") or not p.method]
        if len(left) == len(pieces):
            return "".join(piece.text for piece in pieces)
        pieces = left


def needed(module: Module) -> list[str]:
    """The stand-ins that a module lacks, each after those that it needs itself."""
    order: dict[str, None] = {}
    for name in sorted(available()):
        there = module.has_name(name) if module.dialect == "ce" else _is_there(module, name)
        used = name in module.names and not there and not module.is_replaced(name)
        if (name in module.wanted or used) and module.is_free(name):
            _add(module, name, order)
    return list(order)


def _add(module: Module, name: str, order: dict[str, None]) -> None:
    """Puts a stand-in after those that it needs."""
    if name in order:
        return
    for other in sorted(stand_in(name).reads & available() - {name}):
        if not _is_there(module, other):
            _add(module, other, order)
    order[name] = None
