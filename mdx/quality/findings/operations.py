"""What Python itself refuses: operators, calls, indices and loops that values of a type lack."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from mdx.manim import parameters
from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import Types, types_of
from mdx.quality.kinds import (
    ANIMATE,
    CALLABLE,
    CLASS,
    ELEMENTWISE,
    GROUPS,
    NUMBERS,
    NUMERIC,
    OPERANDLESS,
    PLAIN,
    SUBSCRIPTED,
    UNCHANGEABLE,
    operation,
)
from mdx.quality.scope import Scope
from mdx.quality.sizes import size

COUNTING = frozenset(("range", "len", "enumerate", "zip", "sum", "sorted", "reversed"))
# Functions and methods whose arguments are looked at.
TAKING = COUNTING | {"int", "float", "max", "min", "linspace", "array", "join"} | ELEMENTWISE
FORMATS = {"d": ("str", "float"), "f": ("str",), "e": ("str",), "g": ("str",), "%": ("str",)}
NUMBER_SIGN = re.compile(r"^[^%]*+%[\d.]*+[dfge]")
# What takes no format; bools are numbers, and texts have their own.
UNFORMATTED = frozenset(("list", "tuple", "dict", "set", "NoneType", "function", "method",
                         "ManimColor", "ndarray"))  # fmt: skip
VALUES = frozenset(("number", "colour", "point", "vector", "str", "bool", "none"))
UNITERABLE = NUMBERS | OPERANDLESS
PLACE = 11


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`wrong-value:type.operator`, `.call`, `.index`, `.items`, and `wrong-value` of functions."""
    types = types_of(evidence, release)
    for unit in types.units:
        scope, nodes = types.scope(unit), unit.nodes
        for node in nodes.get(ast.BinOp, ()):
            yield from _operator(types, scope, node)
        for node in nodes.get(ast.Subscript, ()):
            yield from _index(types, scope, node)
        for node in nodes.get(ast.Call, ()):
            if _may_fail(types, scope, node.func):
                yield from _call(types, scope, node)
        for node in nodes.get(ast.Starred, ()):
            if type(node.ctx) is ast.Load and (kind := scope.type(node.value)) in UNITERABLE:
                yield Finding("wrong-value", f"{kind}.items", node.lineno)
        for node in nodes.get(ast.FormattedValue, ()):
            yield from _format(types, scope, node)
        for node in (*nodes.get(ast.For, ()), *nodes.get(ast.comprehension, ())):
            yield from _loop(types, scope, node.target, node.iter)
        for node in nodes.get(ast.Assign, ()):
            if type(node.targets[0]) is ast.Tuple and type(node.value) is not ast.Tuple:
                yield from _unpacked(types, scope, node.targets[0], node.value)


def _named(types: Types, kind: str) -> str:
    return types.release_name(kind).removeprefix(CLASS)


def _operator(types: Types, scope: Scope, node: ast.BinOp) -> Iterator[Finding]:
    """Both sides of an operator; a mobject goes with another, a tracker with numbers."""
    left, right = scope.type(node.left), scope.type(node.right)
    operator = type(node.op)
    if not left or not right:
        lone = operator is not ast.Mod and (left or right) in OPERANDLESS
        if lone and operator is not ast.BitOr:
            yield Finding("wrong-value", f"{left or right}.operator", node.lineno)
    elif left == "str" and operator is ast.Mod:
        if right == "str" and NUMBER_SIGN.search(scope.text(node.left)):
            yield Finding("wrong-value", "str.operator", node.lineno)
    elif _may_be_numpy(scope, node, {left, right}):
        pass
    elif operation(operator, left, right) is None:
        yield Finding("wrong-value", f"{_named(types, left)}.operator", node.lineno)
    elif left == right == "ndarray" and None not in (
        lengths := [size(types, scope, side) for side in (node.left, node.right)]
    ):
        if lengths[0] != lengths[1] and 1 not in lengths:
            yield Finding("wrong-value", "ndarray.operator", node.lineno)
    else:
        yield from _with_mobject(types, left, right, node)


def _may_be_numpy(scope: Scope, node: ast.BinOp, kinds: set[str]) -> bool:
    """Whether a list or a tuple meets a number that is perhaps numpy's, which makes arrays."""
    sides = (node.left, node.right)
    return (
        bool(kinds & {"list", "tuple"})
        and "float" in kinds
        and not any(type(scope.value(side)) is ast.Constant for side in sides)
    )


def _with_mobject(types: Types, left: str, right: str, node: ast.BinOp) -> Iterator[Finding]:
    for one, other in ((left, right), (right, left)):
        if types.is_a(one, "ValueTracker"):
            if other in ("ndarray", "str") or (other in NUMBERS and one == right):
                yield Finding("wrong-value", "ValueTracker.operator", node.lineno)
        elif other in NUMERIC | {"str"} and types.is_a(one, "Mobject"):
            yield Finding("wrong-value", f"{_named(types, one)}.operator", node.lineno)
            return
    if type(node.op) in (ast.Add, ast.Mult) and types.is_a(left, "VMobject"):
        if not types.is_a(left, "VGroup"):
            yield Finding("wrong-value", f"{_named(types, left)}.operator", node.lineno)


def _index(types: Types, scope: Scope, node: ast.Subscript) -> Iterator[Finding]:
    kind = scope.type(node.value)
    if not kind:
        return
    if type(node.slice) is ast.Slice:
        ends = [scope.type(end) for end in (node.slice.lower, node.slice.upper) if end]
        index = next((end for end in ends if end in ("str", "float")), "")
    else:
        index = scope.type(node.slice)
    if kind in UNITERABLE | {"set"} or (kind in UNCHANGEABLE and type(node.ctx) is not ast.Load):
        yield Finding("wrong-value", f"{kind}.index", node.lineno)
    elif kind in SUBSCRIPTED | GROUPS:
        if index in ("str", "float", "NoneType") or (index == "tuple" and kind in SUBSCRIPTED):
            yield Finding("wrong-value", f"{kind}.index", node.lineno)
    elif kind == "ManimConfig" and (name := scope.text(node.slice)):
        if name not in types.release.attributes(kind):
            yield Finding("unknown-attribute", f"{kind}.{name}", node.lineno)


def _may_fail(types: Types, scope: Scope, function: ast.expr) -> bool:
    """Whether a call is of anything else than a method that the tables know, as most are."""
    if type(function) is ast.Name:
        return function.id in TAKING or scope.variable(function.id) != ""
    if type(function) is not ast.Attribute:
        return False
    owner = scope.type(function.value)
    return function.attr in TAKING or (owner != "" and not types.method(owner, function.attr))


def _call(types: Types, scope: Scope, node: ast.Call) -> Iterator[Finding]:
    """What cannot be called, and what Python's own functions cannot take."""
    function, name, kind = node.func, "", ""
    if type(function) is ast.Name:
        name = function.id
        kind = scope.variable(name)
        if not kind and name not in scope.local and name not in types.evidence.bound:
            yield from _builtin(scope, name, node)
    elif type(function) is ast.Attribute:
        name, kind = function.attr, scope.type(function)
        yield from _of_python(types, scope, function, node)
    if kind and (name not in types.members or _is_property(types, scope, function)):
        if (kind in PLAIN - CALLABLE) or types.is_a(kind, "Mobject"):
            yield Finding("wrong-value", f"{name}.call", node.lineno)
    elif not kind and type(function) is ast.Attribute and name not in types.members:
        if _is_setting(types, scope.type(function.value), name):
            yield Finding("wrong-value", f"{name}.call", node.lineno)


def _is_setting(types: Types, kind: str, name: str) -> bool:
    """Whether an attribute of manim's keeps a number, a colour or a point that it was made with."""
    if not kind or not types.is_a(kind.removeprefix(ANIMATE), "Mobject"):
        return False
    bases = types.bases(kind)
    return bool(bases) and all(_keeps(types.release, base, name) for base in bases or ())


@cache
def _keeps(release: Release, owner: str, name: str) -> bool:
    if name not in release.attributes(owner) or release.method(owner, name):
        return False
    kinds = parameters.kinds(release, "", owner, name)
    return bool(kinds) and VALUES.issuperset(kinds)


def _is_property(types: Types, scope: Scope, node: ast.expr) -> bool:
    if type(node) is not ast.Attribute:
        return False
    owner = scope.type(node.value)
    return owner in types.own and types.results.own_property(owner, node.attr) is not None


def _of_python(
    types: Types, scope: Scope, function: ast.Attribute, node: ast.Call
) -> Iterator[Finding]:
    """What functions of numpy and methods of Python's types cannot take."""
    name = function.attr
    if name == "linspace" and getattr(function.value, "id", "") in ("np", "numpy"):
        if len(node.args) > 2 and scope.type(node.args[2]) in ("float", "str", "list"):
            yield Finding("wrong-value", "linspace.num", node.lineno)
    elif name == "array" and getattr(function.value, "id", "") in ("np", "numpy"):
        if len(node.args) > 2 and scope.type(node.args[1]) in NUMBERS:
            yield Finding("too-many-arguments", "numpy.array", node.lineno)
    elif name in ELEMENTWISE and getattr(function.value, "id", "") in ("np", "math"):
        refused = ("str", "list", "tuple") if function.value.id == "math" else ("str",)  # type: ignore[attr-defined]
        kind = scope.type(node.args[0]) if node.args else ""
        if kind in refused or types.is_a(kind, "Mobject"):
            yield Finding("wrong-value", name, node.lineno)
    elif name == "join" and node.args and scope.type(function.value) == "str":
        if scope.element(node.args[0]) in NUMBERS:
            yield Finding("wrong-value", "join", node.lineno)


def _builtin(scope: Scope, name: str, node: ast.Call) -> Iterator[Finding]:
    kinds = [scope.type(arg) for arg in node.args]
    if name == "range":
        refused = any(kind in ("float", "str", "list", "NoneType") for kind in kinds)
    elif name in COUNTING:
        refused = bool(kinds) and kinds[0] in UNITERABLE
        refused |= name == "sum" and len(kinds) == 1 and scope.element(node.args[0]) == "str"
    elif name in ("int", "float") and len(kinds) == 1:
        text = scope.text(node.args[0])
        refused = kinds[0] in ("list", "tuple", "dict", "NoneType", "method") or (
            text.isalpha() and text.lower() not in ("nan", "inf", "infinity")
        )
    elif name in ("max", "min") and len(node.args) == 1 and not node.keywords:
        value = scope.unchanged(node.args[0])
        refused = kinds[0] in UNITERABLE or (
            isinstance(value, ast.List | ast.Tuple) and not value.elts
        )
    else:
        return
    if refused:
        yield Finding("wrong-value", name, node.lineno)


def _format(types: Types, scope: Scope, node: ast.FormattedValue) -> Iterator[Finding]:
    """A format for numbers that a text is given, and the other way round."""
    written = scope.text(node.format_spec) if node.format_spec else ""
    if not written:
        return
    kind = scope.type(node.value)
    unformatted = kind in UNFORMATTED or (node.conversion == -1 and types.is_a(kind, "Mobject"))
    if kind in FORMATS.get(written[-1], ()) or (unformatted and kind not in types.own):
        yield Finding("wrong-value", f"format.{written[-1]}", node.lineno)


def _loop(types: Types, scope: Scope, target: ast.expr, source: ast.expr) -> Iterator[Finding]:
    kind = scope.type(source)
    if kind in UNITERABLE:
        yield Finding("wrong-value", f"{kind}.items", source.lineno)
    elif type(target) is ast.Tuple and not any(type(t) is ast.Starred for t in target.elts):
        item = scope.element(source)
        of_one = item in UNITERABLE or (
            types.is_a(item, "Mobject") and item not in GROUPS and _is_single(types, item)
        )
        function = getattr(source, "func", None)
        called = getattr(function, "id", "") or getattr(function, "attr", "")
        counts = {"enumerate": 2, "zip": len(getattr(source, "args", ()))}
        if type(function) is ast.Attribute:
            counts = {"items": 2} if scope.type(function.value) == "dict" else {}
        given = counts.get(called)
        starred = any(type(arg) is ast.Starred for arg in getattr(source, "args", ()))
        if kind == "dict" and item == "str":  # whose keys are gone through, letter by letter
            keys = scope.unchanged(source)
            lengths = map(len, map(str, scope.entries(keys) if type(keys) is ast.Dict else ()))
            of_one = any(length != len(target.elts) for length in lengths)
        if of_one or (given not in (None, len(target.elts)) and not starred):
            yield Finding("wrong-value", f"{item or called}.items", source.lineno)


def _is_single(types: Types, kind: str) -> bool:
    """Whether a mobject of this class has no parts: a shape of one curve."""
    return bool(types.is_a(kind, "Arc") or types.is_a(kind, "Polygram")) and kind not in types.own


def _unpacked(types: Types, scope: Scope, target: ast.Tuple, value: ast.expr) -> Iterator[Finding]:
    """A number of variables that is not that of the items."""
    if any(type(one) is ast.Starred for one in target.elts):
        return
    kind = scope.type(value)
    many = 4 if kind == "ManimColor" else size(types, scope, scope.unchanged(value))
    if kind in UNITERABLE or many not in (None, len(target.elts)):
        yield Finding("wrong-value", f"{kind or 'list'}.items", target.lineno)
