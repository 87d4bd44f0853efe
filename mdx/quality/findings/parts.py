"""Parts of groups and formulas that are not there."""

import ast
from collections.abc import Iterator

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import Types, types_of
from mdx.quality.scope import HOLE, Scope

GROUPS = frozenset(("VGroup", "Group"))
LINES = frozenset(("BulletedList", "Paragraph"))  # each argument is a part
FORMULAS = frozenset(("MathTex", "Tex"))
SPLITTING = frozenset(("substrings_to_isolate", "tex_to_color_map", "isolate", None))
GROWING = frozenset(("add", "become", "add_to_back", "insert", "set_submobjects"))
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
        changed = {n.value.id for n in unit.nodes.get(ast.Attribute, ())
                   if n.attr in GROWING and type(n.value) is ast.Name}  # fmt: skip
        lists = {n.value.value for n in unit.nodes.get(ast.Attribute, ())
                 if type(n.value) is ast.Attribute and n.value.attr == "submobjects"}  # fmt: skip
        changed |= {n.id for n in lists if type(n) is ast.Name}
        changed |= {n.target.id for n in unit.nodes.get(ast.AugAssign, ())
                    if type(n.target) is ast.Name}  # fmt: skip
        for node in subscripts:
            index = _index(node.slice)
            value = node.value
            if type(value) is ast.Attribute and value.attr == "submobjects":
                value = value.value
            if index is None or type(node.ctx) is not ast.Load:
                continue
            if type(value) is ast.Name and value.id in changed:
                continue
            size = _size(types, scope, scope.value(value))
            if size is not None and not -size <= index < size:
                yield Finding("no-part", f"{scope.type(value)}[{index}]", node.lineno)


def _index(node: ast.expr) -> int | None:
    sign = 1
    if type(node) is ast.UnaryOp and type(node.op) is ast.USub:
        sign, node = -1, node.operand
    return sign * node.value if type(node) is ast.Constant and type(node.value) is int else None


def _size(types: Types, scope: Scope, node: ast.expr) -> int | None:
    """How many parts a group has that is made here; None if nobody can tell."""
    if type(node) is not ast.Call:
        return None
    name = types.named(node.func, scope.local)
    if name in GROUPS:
        counts = [_count(types, scope, arg) for arg in node.args]
        plain = None not in counts and not any(k.arg is None for k in node.keywords)
        return sum(filter(None, counts)) if plain else None
    if any(type(a) is ast.Starred for a in node.args):
        return None
    if name in LINES:
        lines = [scope.text(a) for a in node.args]
        return len(lines) if all(lines) and not any("\n" in line for line in lines) else None
    if name in FORMULAS:
        texts = _formula(scope, node)
        return len(texts) if texts is not None else None
    if name == "Text" and node.args:
        text = scope.text(node.args[0])
        ascii_ = text.isascii() and text.isprintable() and HOLE not in text
        return len(text.replace(" ", "")) if text and ascii_ and "f" not in text else None
    return None


def _count(types: Types, scope: Scope, node: ast.expr) -> int | None:
    """How many mobjects an argument of a group is; None if nobody can tell."""
    if type(node) is not ast.Starred:
        return 1 if types.is_a(scope.type(node), "Mobject") else None
    value = scope.value(node.value)
    if isinstance(value, ast.List | ast.Tuple):
        counts = [_count(types, scope, item) for item in value.elts]
        return None if None in counts else sum(filter(None, counts))
    if isinstance(value, ast.ListComp | ast.GeneratorExp) and len(value.generators) == 1:
        [loop] = value.generators
        call = loop.iter
        if type(call) is ast.Call and getattr(call.func, "id", "") == "range" and not loop.ifs:
            only = call.args[0] if len(call.args) == 1 else None
            if type(only) is ast.Constant and type(only.value) is int:
                return max(0, only.value) if types.is_a(scope.type(value.elt), "Mobject") else None
    return None


def _formula(scope: Scope, node: ast.Call) -> list[str] | None:
    """The parts that a formula is made of, if it is split by nothing but its arguments."""
    if any(k.arg in SPLITTING for k in node.keywords):
        return None
    texts = [scope.text(a) for a in node.args]
    if not all(texts) or any("{{" in text or HOLE in text for text in texts):
        return None
    return texts


def _by_text(types: Types, scope: Scope, node: ast.Attribute) -> Iterator[Finding]:
    """A method of the part that a formula has under a text, and has not."""
    lookup = node.value
    if type(lookup) is not ast.Call or type(lookup.func) is not ast.Attribute or not lookup.args:
        return
    if lookup.func.attr != "get_part_by_tex" or len(lookup.args) != 1:
        return
    formula = scope.value(lookup.func.value)
    wanted = scope.text(lookup.args[0])
    if type(formula) is not ast.Call or types.named(formula.func, scope.local) not in FORMULAS:
        return
    isolated = [k.value for k in formula.keywords if k.arg in SPLITTING]
    texts = _formula(scope, formula)
    if texts is None and len(isolated) == 1 and type(isolated[0]) is ast.Constant:
        texts = [scope.text(a) for a in formula.args] + [*str(isolated[0].value)]
    if wanted and HOLE not in wanted and texts and all(texts) and wanted not in texts:
        if not any("{{" in text for text in texts):
            yield Finding("no-part", wanted, node.lineno)
