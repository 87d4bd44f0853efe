"""Parts of groups, formulas, dicts and graphs that are not there."""

import ast
from collections.abc import Collection, Iterator

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import Types, types_of
from mdx.quality.scope import HOLE, Scope
from mdx.quality.sizes import FORMULAS, SPLITTING, formula, size

GRAPHS = frozenset(("Graph", "DiGraph"))
PLACE = 10


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`no-part:class[index]`, `no-part:class[key]`, `no-part:text`."""
    types = types_of(evidence, release)
    by_text = "get_part_by_tex" in evidence.code
    for unit in types.units:
        scope = types.scope(unit)
        yield from _by_index(types, scope)
        for node in unit.nodes.get(ast.Attribute, ()) if by_text else ():
            yield from _by_text(types, scope, node)


def _by_index(types: Types, scope: Scope) -> Iterator[Finding]:
    """An item beyond those that something is made of, or a key that nothing is under."""
    for node in scope.unit.nodes.get(ast.Subscript, ()):
        value = node.value
        if type(node.ctx) is not ast.Load:
            continue
        if type(value) is ast.Attribute and value.attr in ("vertices", "edges"):
            yield from _of_graph(types, scope, value.attr, value.value, node.slice)
        elif (kind := scope.type(value)) in ("dict", "VDict"):
            yield from _key(scope, kind, node)
        elif kind in GRAPHS:
            part = "edges" if type(node.slice) is ast.Tuple else "vertices"
            yield from _of_graph(types, scope, part, value, node.slice)
        elif (index := _index(scope, node.slice)) is not None:
            if type(value) is ast.Attribute and value.attr == "submobjects":
                value = value.value
            many = size(types, scope, scope.unchanged(value))
            if many is not None and not -many <= index < many:
                yield Finding("no-part", f"{scope.type(value)}[{index}]", node.lineno)


def _key(scope: Scope, kind: str, node: ast.Subscript) -> Iterator[Finding]:
    """A key that a dict has not that is written out and never changed."""
    value = scope.unchanged(node.value)
    if type(node.slice) is ast.Constant and (keys := _keys(scope, value)):
        if node.slice.value not in keys:
            yield Finding("no-part", f"{kind}[{node.slice.value!r}]", node.lineno)


def _keys(scope: Scope, value: ast.expr) -> Collection[object]:
    """The keys of a dict that is written out, or of the VDict of one; none if nobody knows."""
    if type(value) is ast.Call and getattr(value.func, "id", "") in ("dict", "VDict"):
        if not value.args:
            return [keyword.arg for keyword in value.keywords]
        value = scope.unchanged(value.args[0])
    if isinstance(value, ast.List):
        firsts = [pair.elts[0] for pair in value.elts if type(pair) is ast.Tuple and pair.elts]
        keys = [first.value for first in firsts if type(first) is ast.Constant]
        return keys if len(keys) == len(value.elts) else []
    return scope.entries(value) if isinstance(value, ast.Dict) else []


def _of_graph(
    types: Types, scope: Scope, attribute: str, graph: ast.expr, index: ast.expr
) -> Iterator[Finding]:
    """A vertex or an edge that a graph has not that is made here of what is written out."""
    origin = scope.unchanged(graph)
    if type(origin) is not ast.Call or len(origin.args) < 2:
        return
    wanted = _plainly(index)
    parts = scope.unchanged(origin.args[attribute == "edges"])
    if types.named(origin.func, scope.local) in GRAPHS and type(parts) is ast.List:
        names = [*map(_plainly, parts.elts)]
        if wanted is not None and None not in names and wanted not in names:
            yield Finding("no-part", f"Graph[{wanted!r}]", index.lineno)


def _plainly(node: ast.expr) -> object:
    """A constant, or a tuple of such; None for anything else."""
    if type(node) is ast.Tuple:
        items = tuple(map(_plainly, node.elts))
        return None if None in items else items
    return node.value if type(node) is ast.Constant else None


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
