"""Parts of groups and formulas that are not there."""

import ast
from collections.abc import Iterator

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import Types, types_of
from mdx.quality.scope import HOLE, Scope
from mdx.quality.sizes import FORMULAS, SPLITTING, formula, size

PLACE = 10


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`no-part:class[index]`, `no-part:text`."""
    types = types_of(evidence, release)
    by_text = "get_part_by_tex" in evidence.code
    for unit in types.units:
        scope = types.scope(unit)
        yield from _by_index(types, scope)
        for node in unit.nodes.get(ast.Attribute, ()) if by_text else ():
            yield from _by_text(types, scope, node)


def _by_index(types: Types, scope: Scope) -> Iterator[Finding]:
    """An item beyond those that a group or a formula is made of."""
    unit = scope.unit
    if subscripts := unit.nodes.get(ast.Subscript):
        for node in subscripts:
            index = _index(scope, node.slice)
            value = node.value
            if type(value) is ast.Attribute and value.attr == "submobjects":
                value = value.value
            if index is None or type(node.ctx) is not ast.Load:
                continue
            many = size(types, scope, scope.unchanged(value))
            if many is not None and not -many <= index < many:
                yield Finding("no-part", f"{scope.type(value)}[{index}]", node.lineno)


def _index(scope: Scope, node: ast.expr) -> int | None:
    """The number that an index is, where it is written out or a sum of such."""
    node, sign = scope.value(node), 1
    if type(node) is ast.BinOp and type(node.op) in (ast.Add, ast.Sub):
        left, right = _index(scope, node.left), _index(scope, node.right)
        if left is None or right is None:
            return None
        return left + right if type(node.op) is ast.Add else left - right
    if type(node) is ast.UnaryOp and type(node.op) is ast.USub:
        sign, node = -1, node.operand
    return sign * node.value if type(node) is ast.Constant and type(node.value) is int else None


def _by_text(types: Types, scope: Scope, node: ast.Attribute) -> Iterator[Finding]:
    """A method of the part that a formula has under a text, and has not."""
    lookup = node.value
    if type(lookup) is not ast.Call or type(lookup.func) is not ast.Attribute or not lookup.args:
        return
    if lookup.func.attr != "get_part_by_tex" or len(lookup.args) != 1:
        return
    origin = scope.value(lookup.func.value)
    wanted = scope.text(lookup.args[0])
    if type(origin) is not ast.Call or types.named(origin.func, scope.local) not in FORMULAS:
        return
    isolated = [k.value for k in origin.keywords if k.arg in SPLITTING]
    texts = formula(scope, origin)
    if texts is None and len(isolated) == 1 and type(isolated[0]) is ast.Constant:
        texts = [scope.text(a) for a in origin.args] + [*str(isolated[0].value)]
    if wanted and HOLE not in wanted and texts and all(texts) and wanted not in texts:
        if not any("{{" in text for text in texts):
            yield Finding("no-part", wanted, node.lineno)
