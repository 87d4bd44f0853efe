"""How many parts there are of what is written out: groups, formulas, lists, rows, corners."""

import ast

from mdx.quality.inference import Types
from mdx.quality.kinds import NUMBERS, NUMERIC, VECTORS
from mdx.quality.scope import HOLE, Scope

LINES = frozenset(("BulletedList", "Paragraph"))  # each argument is a part
FORMULAS = frozenset(("MathTex", "Tex"))
SPLITTING = frozenset(("substrings_to_isolate", "tex_to_color_map", "isolate", None))
CORNERS = {"Triangle": 3, "Square": 4, "Rectangle": 4}
AXES = {"Axes": 2, "NumberPlane": 2, "ThreeDAxes": 3}
# Methods of mobjects that return one point.
POINTS = frozenset(
    ("get_center", "get_left", "get_right", "get_top", "get_bottom", "get_corner", "get_start",
     "get_end", "get_midpoint", "get_edge_center", "get_critical_point", "get_origin",
     "point_at_angle", "point_from_proportion", "get_point_from_function", "get_center_of_mass")
)  # fmt: skip
# Those that return one for numbers, and several for lists.
PLACES = frozenset(("c2p", "coords_to_point", "n2p", "number_to_point"))
OF_TABLES = {"get_rows": 0, "get_columns": 1}


def size(types: Types, scope: Scope, node: ast.expr) -> int | None:
    """How many parts an expression has; None if nobody can tell."""
    if isinstance(node, ast.List | ast.Tuple):
        return None if any(type(i) is ast.Starred for i in node.elts) else len(node.elts)
    if type(node) is ast.Constant:
        return len(node.value) if type(node.value) is str else None
    if type(node) is ast.Name:
        origin = scope.unchanged(node)
        if origin is not node:
            return size(types, scope, origin) if type(origin) is not ast.Name else None
        return 3 if types.named(node, scope.local) in VECTORS else None
    if type(node) is ast.BinOp:
        return _of_operation(types, scope, node)
    if type(node) is ast.Attribute:
        if node.attr == "axes":
            return AXES.get(scope.type(node.value))
        return _written(scope, node.value, "BarChart", "values") if node.attr == "bars" else None
    if type(node) is not ast.Call:
        return None
    if type(node.func) is ast.Attribute:
        return _of_method(types, scope, node, node.func)
    if type(node.func) is ast.Name:
        name = node.func.id
        if name in scope.nested:
            return types.results.nested_size(scope.nested[name])
        if name in types.functions:
            return types.results.size(name) if name not in scope.local else None
    return _of_mobject(types, scope, node, types.named(node.func, scope.local))


def _of_operation(types: Types, scope: Scope, node: ast.BinOp) -> int | None:
    """The length of an array that a number, or one of the same length, was put together with."""
    sides = [node.left, node.right]
    arrays = [side for side in sides if scope.type(side) == "ndarray"]
    if len(arrays) == 2 or all(scope.type(side) in NUMERIC for side in sides):
        return size(types, scope, arrays[0]) if arrays else None
    return None


def _of_mobject(types: Types, scope: Scope, node: ast.Call, name: str) -> int | None:
    if name in ("VGroup", "Group"):
        counts = [_count(types, scope, arg) for arg in node.args]
        plain = None not in counts and not any(k.arg is None for k in node.keywords)
        return sum(filter(None, counts)) if plain else None
    if any(type(a) is ast.Starred for a in node.args):
        return None
    if name in LINES:
        lines = [scope.text(a) for a in node.args]
        return len(lines) if all(lines) and not any("\n" in line for line in lines) else None
    if name in FORMULAS:
        texts = formula(scope, node)
        return len(texts) if texts is not None else None
    if name == "Text" and node.args:
        text = scope.text(node.args[0])
        ascii_ = text.isascii() and text.isprintable() and HOLE not in text
        return len(text.replace(" ", "")) if text and ascii_ and "f" not in text else None
    return None


def _of_method(types: Types, scope: Scope, node: ast.Call, method: ast.Attribute) -> int | None:
    """The number of what a method finds in an object that is made here."""
    if method.attr == "array" and len(node.args) == 1:
        items = node.args[0]
        return size(types, scope, items) if isinstance(items, ast.List | ast.Tuple) else None
    if method.attr in PLACES:
        plain = node.args and all(scope.type(arg) in NUMBERS for arg in node.args)
        return _of_point(types, scope, method) if plain else None
    if method.attr in POINTS or method.attr == "get_start_and_end":
        return _of_point(types, scope, method)
    owner = scope.unchanged(method.value)
    if type(owner) is not ast.Call:
        return None
    name = types.named(owner.func, scope.local)
    if method.attr == "get_vertices":
        if name == "Polygon":
            return size(types, scope, ast.Tuple(owner.args))
        return CORNERS.get(name)
    if method.attr in OF_TABLES or method.attr == "get_entries":
        return _cells(scope, owner, name, method.attr) if not node.args else None
    return None


def _of_point(types: Types, scope: Scope, method: ast.Attribute) -> int | None:
    if not types.method(scope.type(method.value), method.attr):
        return None
    return 2 if method.attr == "get_start_and_end" else 3


def _cells(scope: Scope, owner: ast.Call, name: str, method: str) -> int | None:
    """How many rows, columns or entries a matrix or a table has, with their labels."""
    rows = scope.unchanged(owner.args[0]) if owner.args else None
    if not name.endswith(("Matrix", "Table")) or not isinstance(rows, ast.List) or not rows.elts:
        return None
    lengths = {len(row.elts) if isinstance(row, ast.List) else None for row in rows.elts}
    columns = lengths.pop()
    if lengths or columns is None:
        return None
    labelled = {k.arg for k in owner.keywords}
    if name.endswith("Matrix"):
        down, across = len(rows.elts), columns
    else:
        if None in labelled or method == "get_entries":
            return None
        down = len(rows.elts) + ("col_labels" in labelled)
        across = columns + ("row_labels" in labelled)
    return {"get_rows": down, "get_columns": across}.get(method, down * across)


def _written(scope: Scope, node: ast.expr, name: str, keyword: str) -> int | None:
    """How many items an argument of a call has that made this."""
    origin = scope.unchanged(node)
    if type(origin) is ast.Call and getattr(origin.func, "id", "") == name:
        given = [*origin.args[:1], *(k.value for k in origin.keywords if k.arg == keyword)]
        value = scope.unchanged(given[0]) if given else None
        if isinstance(value, ast.List) and not any(type(i) is ast.Starred for i in value.elts):
            return len(value.elts)
    return None


def _count(types: Types, scope: Scope, node: ast.expr) -> int | None:
    """How many mobjects an argument of a group is; None if nobody can tell."""
    if type(node) is not ast.Starred:
        return 1 if types.is_a(scope.type(node), "Mobject") else None
    value = scope.unchanged(node.value)
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


def formula(scope: Scope, node: ast.Call) -> list[str] | None:
    """The parts that a formula is made of, if it is split by nothing but its arguments."""
    if any(k.arg in SPLITTING for k in node.keywords):
        return None
    texts = [scope.text(a) for a in node.args]
    if not all(texts) or any("{{" in text or HOLE in text for text in texts):
        return None
    return texts
