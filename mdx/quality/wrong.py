"""What many checks have in common: findings, and values that are no point, number or colour."""

import ast
import re
from collections.abc import Iterator

from mdx.quality.evidence import Finding
from mdx.quality.inference import Types
from mdx.quality.kinds import ANIMATE, CLASS
from mdx.quality.scope import Scope, Site

HEX = re.compile(r"(?:#|0x)(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})")
NO_NUMBER = frozenset(("str", "function", "method", "ManimColor"))


def wrong(types: Types, site: Site, parameter: str, node: ast.expr) -> Finding:
    """The finding for a value that this parameter cannot take."""
    owner = f"{types.release_name(site.owner)}." if site.owner else ""
    return Finding("wrong-value", f"{owner}{site.name}.{parameter}", node.lineno)


def place(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """A mobject or a point."""
    kind = site.scope.type(node)
    if kind in ("str", "function", "method") or kind.startswith((CLASS, ANIMATE)):
        yield wrong(types, site, parameter, node)
    else:
        yield from point(types, site, parameter, node)


def point(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    kind = site.scope.type(node)
    if kind in ("str", "int", "float", "function", "method") or kind.startswith(CLASS):
        yield wrong(types, site, parameter, node)
    else:
        yield from flat(site, parameter, node)


def flat(site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """A point that is written out with two coordinates, or four."""
    if (items := numbers(site.scope, node)) and len(items) != 3:
        yield Finding("flat-point", f"{site.name}.{parameter}", node.lineno)


def numbers(scope: Scope, node: ast.expr) -> list[ast.expr]:
    """The coordinates of a point that is written out, if they are; [] for anything else."""
    if type(node) is ast.Name and node.id in scope.each:
        items = scope.each[node.id]
        if items not in scope.points:
            every = (numbers(scope, item) for item in items.elts if type(item) is not ast.Name)
            scope.points[items] = next(filter(None, every), [])
        return scope.points[items]
    node = scope.value(node)
    if type(node) is ast.Call and getattr(node.func, "attr", "") == "array" and node.args:
        node = node.args[0]
    if type(node) is ast.BinOp and type(node.op) in (ast.Add, ast.Sub):
        kinds = {scope.type(node.left), scope.type(node.right)}
        if kinds == {"list"}:  # which makes one longer list
            sides = [scope.value(side) for side in (node.left, node.right)]
            longer = [item for side in sides if type(side) is ast.List for item in side.elts]
            return longer if _are_numbers(scope, longer) else []
        if kinds == {"ndarray", "list"}:
            return numbers(scope, node.left) or numbers(scope, node.right)
    if not isinstance(node, ast.List | ast.Tuple) or len(node.elts) not in (2, 4):
        return []
    return node.elts if _are_numbers(scope, node.elts[:2]) else []


def _are_numbers(scope: Scope, items: list[ast.expr]) -> bool:
    return all(scope.type(item) in ("int", "float") for item in items)


def is_colour(types: Types, scope: Scope, node: ast.expr) -> Iterator[Finding]:
    value = scope.value(node)
    items = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    if "ManimColor" not in types.release.classes:
        return  # older releases know every name that the web does
    for item in items:
        if type(item) is ast.Constant and type(item.value) is str:
            name = item.value
            if name.upper() not in types.colours and not HEX.fullmatch(name):
                yield Finding("unknown-colour", name, item.lineno)


def number(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    kind = site.scope.type(node)
    if kind in NO_NUMBER or kind.startswith(CLASS) or types.is_a(kind, "Mobject"):
        yield wrong(types, site, parameter, node)


def whole(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if site.scope.type(node) in ("float", "str", "list"):
        yield wrong(types, site, parameter, node)
