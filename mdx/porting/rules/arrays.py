"""Calls that take or give arrays in another shape: many points at once, widths along a stroke."""

import ast

from mdx.porting.edits import Span
from mdx.porting.index import dotted
from mdx.porting.kinds import Kinds
from mdx.porting.module import Module

POINTS = ("c2p", "coords_to_point")
FORMULAS = ("TexMobject", "TextMobject", "OldTex", "OldTexText")
MATRICES = ("Matrix", "IntegerMatrix", "DecimalMatrix")
WIDTHS = ("width", "stroke_width")


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    kinds = module.ask(Kinds)
    _points(module, kinds)
    _widths(module)
    for name in MATRICES:
        for call in module.calls.get(name, ()):
            _column(module, call)
    for call in module.calls.get("add_coordinate_labels", ()):
        if len(call.args) == 1 and isinstance(call.func, ast.Attribute):
            if kinds.of(call.func.value) == "ComplexPlane":
                module.insert(module.span(call.args[0]).start, "*", "array:add_coordinate_labels")
    for axis in "xyz":
        for call in module.calls.get(f"match_{axis}", ()):
            _matched(module, kinds, call, axis)
    for name in FORMULAS:
        for call in module.calls.get(name, ()):
            if module.is_free(name) and call.args and isinstance(call.args[0], ast.List):
                module.insert(module.span(call.args[0]).start, "*", f"array:{name}")
    for call in module.calls.get("add_numbers", ()):
        _numbers(module, call)
    for call in module.calls.get("Group", ()):
        _generated(module, call)
    for place in module.given.get("run_time", ()):
        value = place.value if isinstance(place, ast.keyword) else None
        if isinstance(value, ast.Constant) and value.value == 0:
            module.replace(value, "1 / config.frame_rate", code="array:run_time")


def _points(module: Module, kinds: Kinds) -> None:
    """Several points at once, which are returned as columns now."""
    for name in POINTS:
        for call in module.calls.get(name, ()):
            if len(call.args) > 1 and any(kinds.of(arg) == "array" for arg in call.args):
                end = module.span(call).end
                module.replace(Span(end, end), ".T", code=f"array:{name}")


def _matched(module: Module, kinds: Kinds, call: ast.Call, axis: str) -> None:
    """`mobject.match_x(point)`, which accepts only mobjects now."""
    if not isinstance(call.func, ast.Attribute) or len(call.args) != 1 or call.keywords:
        return
    if kinds.of(call.args[0]) == "point":
        place = "xyz".index(axis)
        code = f"array:match_{axis}"
        module.replace(module.name_span(call.func), f"set_{axis}", code=code)
        bare = isinstance(call.args[0], ast.Call | ast.Name | ast.Attribute | ast.Subscript)
        span = module.bare(call.args[0])
        parts = [span] if bare else ["(", span, ")"]
        module.replace(call.args[0], *parts, f"[{place}]", code=code)


def _widths(module: Module) -> None:
    """Widths along a stroke, which has a single width now: the largest of them."""
    for name in WIDTHS:
        for place in module.given.get(name, ()):
            value = place.value if isinstance(place, ast.keyword) else None
            if isinstance(value, ast.Tuple | ast.List) and _is_of_stroke(module, place, name):
                module.replace(value, "max(", module.bare(value), ")", code=f"array:{name}")
    for call in module.calls.get("set_stroke", ()):
        for arg in call.args[1:2]:
            if isinstance(arg, ast.Tuple | ast.List):
                module.replace(arg, "max(", module.bare(arg), ")", code="array:width")


def _is_of_stroke(module: Module, place: ast.AST, name: str) -> bool:
    call = module.parent.get(place)
    called = call.func if isinstance(call, ast.Call) else None
    return name == "stroke_width" or getattr(called, "attr", "") == "set_stroke"


def _generated(module: Module, call: ast.Call) -> None:
    """`Group(x for x in y)`: the group takes mobjects, not a generator."""
    if len(call.args) == 1 and isinstance(call.args[0], ast.GeneratorExp):
        span = module.bare(call.args[0])
        if span.start == module.span(call.func).end:  # these brackets belong to the call
            module.replace(call.args[0], "(*", span, ")", code="array:Group")
        else:
            module.insert(span.start, "*", "array:Group")


def _column(module: Module, call: ast.Call) -> None:
    """`Matrix([1, 2])`: a column, each row of which must be a list now."""
    rows = call.args[0].elts if call.args and isinstance(call.args[0], ast.List) else []
    if rows and all(
        isinstance(r, ast.Constant | ast.UnaryOp | ast.BinOp | ast.JoinedStr) for r in rows
    ):
        for row in rows:
            module.insert(module.span(row).start, "[", "array:Matrix")
            module.insert(module.span(row).end, "]", "array:Matrix")


def _numbers(module: Module, call: ast.Call) -> None:
    """`axis.add_numbers(1, 2, 3)`, which takes one list now."""
    first = call.args[0] if call.args else None
    several = len(call.args) > 1 or isinstance(first, ast.Starred | ast.Constant | ast.UnaryOp)
    if several and first is not None and dotted(call.func):
        module.insert(module.span(first).start, "[", "array:add_numbers")
        module.insert(module.span(call.args[-1]).end, "]", "array:add_numbers")
