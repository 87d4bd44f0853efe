"""What a parameter can take beyond its annotation: each check finds a value that cannot be right.

A check is for all parameters of a name, which take one kind of thing throughout manim but for those
in OTHERWISE, or for those of one call.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache

from mdx.quality.evidence import Finding
from mdx.quality.inference import Types
from mdx.quality.scope import ANIMATE, CLASS, HOLE, Scope, Site

HEX = re.compile(r"(?:#|0x)(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})")
# Classes that only draw what is made of curves.
CURVES = frozenset(
    ("Create", "Uncreate", "Write", "Unwrite", "DrawBorderThenFill", "ShowPassingFlash", "VGroup")
)
LENIENT = frozenset(("VGroup", "Group"))  # that take lists as what is in them
OF_NUMBERS = frozenset(("IntegerMatrix", "DecimalMatrix", "IntegerTable", "DecimalTable"))
LAYOUTS = frozenset(
    ("circular", "kamada_kawai", "partite", "planar", "random", "shell", "spectral", "spiral",
     "spring", "tree")
)  # fmt: skip
ENTITY = re.compile(r"&(?!#?\w+;)")
SIZED = {"run_time", "lag_ratio", "buff", "radius", "side_length", "angle", "scale_factor"}


def wrong(types: Types, site: Site, parameter: str, node: ast.expr) -> Finding:
    """The finding for a value that this parameter cannot take."""
    owner = f"{types.release_name(site.owner)}." if site.owner else ""
    return Finding("wrong-value", f"{owner}{site.name}.{parameter}", node.lineno)


def _mobject(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    kind = site.scope.type(node)
    if not kind:
        return
    if kind in NO_MOBJECT or kind.startswith((CLASS, ANIMATE)) or types.is_a(kind, "Animation"):
        yield wrong(types, site, parameter, node)
    elif kind == "NoneType" or (types.is_a(kind, "Mobject") and not types.is_a(kind, "VMobject")):
        if _is_group(types, site) and types.is_a(kind, "VMobject") is False:
            yield wrong(types, site, parameter, node)
    elif kind in ("list", "tuple") and not _is_lenient(types, site):
        yield wrong(types, site, parameter, node)


def _is_group(types: Types, site: Site) -> bool:
    """Whether the call is for things of curves alone."""
    if site.owner:
        return site.name == "add" and types.is_a(site.owner, "VMobject") is True
    return site.name in CURVES


def _is_lenient(types: Types, site: Site) -> bool:
    """Whether the call takes a list as what is in it."""
    return site.name in LENIENT or (site.name == "add" and types.is_a(site.owner, "Scene") is False)


def place(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """A mobject or a point."""
    kind = site.scope.type(node)
    if kind in ("str", "function", "method") or kind.startswith((CLASS, ANIMATE)):
        yield wrong(types, site, parameter, node)
    else:
        yield from _point(types, site, parameter, node)


def _point(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    kind = site.scope.type(node)
    if kind in ("str", "int", "float", "function", "method") or kind.startswith(CLASS):
        yield wrong(types, site, parameter, node)
    else:
        yield from flat(site, parameter, node)


def flat(site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """A point that is written out with two coordinates, or four."""
    if (items := _numbers(site.scope, node)) and len(items) != 3:
        yield Finding("flat-point", f"{site.name}.{parameter}", node.lineno)


def _numbers(scope: Scope, node: ast.expr) -> list[ast.expr]:
    """The coordinates of a point that is written out, if they are; [] for anything else."""
    node = scope.value(node)
    if type(node) is ast.Call and getattr(node.func, "attr", "") == "array" and node.args:
        node = node.args[0]
    if type(node) is ast.BinOp and type(node.op) in (ast.Add, ast.Sub):
        if {scope.type(node.left), scope.type(node.right)} == {"ndarray", "list"}:
            return _numbers(scope, node.left) or _numbers(scope, node.right)
    if not isinstance(node, ast.List | ast.Tuple) or len(node.elts) not in (2, 4):
        return []
    plain = all(scope.type(item) in ("int", "float") for item in node.elts[:2])
    return node.elts if plain else []


def _vertices(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    value = site.scope.value(node)
    if isinstance(value, ast.List | ast.Tuple) and value.elts:
        if all(isinstance(item, ast.List | ast.Tuple) for item in value.elts):
            yield wrong(types, site, parameter, node)
            return
    yield from _point(types, site, parameter, node)


def _vectors(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if site.scope.type(node) == "str":
        yield wrong(types, site, parameter, node)
    else:
        yield from flat(site, parameter, node)


def _colour(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    yield from is_colour(types, site.scope, node)
    if not site.owner and types.is_a(site.name, "VMobject") and isinstance(node, ast.Tuple):
        if {site.scope.type(item) for item in node.elts} <= {"int", "float"}:
            yield wrong(types, site, parameter, node)  # these are three colours


def _colours(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    value = site.scope.value(node)
    for item in value.values if isinstance(value, ast.Dict) else ():
        yield from is_colour(types, site.scope, item)


def _pure_colour(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if site.scope.type(node) == "str":
        yield wrong(types, site, parameter, node)


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


def _number(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    kind = site.scope.type(node)
    if kind in NO_NUMBER or kind.startswith(CLASS) or types.is_a(kind, "Mobject"):
        yield wrong(types, site, parameter, node)


def _whole(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if site.scope.type(node) in ("float", "str", "list"):
        yield wrong(types, site, parameter, node)


def _numbers_of(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if site.scope.type(node) in ("int", "float", "str"):
        yield wrong(types, site, parameter, node)


def _markup(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    text = site.scope.text(node)
    if ENTITY.search(text) or text.count("</") * 2 + text.count("/>") != text.count("<"):
        if HOLE not in text and "&lt;" not in text:
            yield wrong(types, site, parameter, node)


def _arrow(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if types.is_a(site.scope.type(node), "Arrow") is False:
        yield wrong(types, site, parameter, node)


def _formula(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if types.is_a(site.scope.type(node), "Text"):
        yield wrong(types, site, parameter, node)


def _layout(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if type(node) is ast.Constant and type(node.value) is str and node.value not in LAYOUTS:
        yield wrong(types, site, parameter, node)


def _axis(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """Keywords for the number line that an axis is."""
    value = site.scope.value(node)
    signature = types.release.function("NumberLine")
    if isinstance(value, ast.Dict) and signature and not signature.any_keyword:
        for key in filter(None, value.keys):
            if (keyword := site.scope.text(key)) and keyword not in signature.keywords:
                yield Finding("unknown-argument", f"NumberLine.{keyword}", key.lineno)


def _corners(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    value = site.scope.value(node)
    for item in value.elts if isinstance(value, ast.List) else ():
        if (items := _numbers(site.scope, item)) and len(items) != 3:
            yield Finding("flat-point", f"{site.name}.{parameter}", node.lineno)
            return


def _time(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    yield from _number(types, site, parameter, node)
    if type(node) is ast.UnaryOp and type(node.op) is ast.USub:
        yield Finding("no-time", f"{site.name}.{parameter}", node.lineno)


def _range(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    value = site.scope.value(node)
    if site.scope.type(value) in ("int", "float", "str"):
        yield wrong(types, site, parameter, node)
    elif isinstance(value, ast.List | ast.Tuple):
        starred = any(type(item) is ast.Starred for item in value.elts)
        step = value.elts[2] if len(value.elts) == 3 else None
        if (not starred and not 2 <= len(value.elts) <= 3) or (
            type(step) is ast.Constant and step.value == 0
        ):
            yield wrong(types, site, parameter, node)


def _shape(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    kind = site.scope.type(node)
    if kind and kind not in ("type:Circle", "type:Rectangle"):
        yield wrong(types, site, parameter, node)


def _rows(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """Rows of cells; those of a Table are texts."""
    value = site.scope.value(node)
    rows = value.elts if isinstance(value, ast.List) else []
    if rows and site.scope.type(rows[0]) in ("int", "float"):
        yield wrong(types, site, parameter, node)
    own_cells = any(k.arg in ("element_to_mobject", None) for k in site.call.keywords)
    cells = [cell for row in rows if isinstance(row, ast.List) for cell in row.elts]
    kinds = {site.scope.type(cell) for cell in cells}
    numbers = site.name == "Table" and kinds & {"int", "float"}
    texts = site.name in OF_NUMBERS and "str" in kinds
    lengths = set(filter(None, map(_length, rows)))
    if ((numbers or texts) and not own_cells) or (site.name.endswith("Table") and len(lengths) > 1):
        yield wrong(types, site, parameter, node)


def _length(row: ast.expr) -> int:
    """How many cells a row has that is written out; 0 for any other."""
    plain = isinstance(row, ast.List) and not any(type(cell) is ast.Starred for cell in row.elts)
    return len(row.elts) if plain else 0  # type: ignore[attr-defined]


def _labels(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    value = site.scope.value(node)
    items = value.elts if isinstance(value, ast.List) else []
    if items and all(site.scope.type(item) == "str" for item in items):
        yield wrong(types, site, parameter, node)


def _edges(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """Pairs of vertices that there are."""
    edges, vertices = site.scope.value(node), dict(site.arguments).get("vertices")
    if not isinstance(edges, ast.List) or site.owner:
        return
    held = site.scope.value(vertices) if vertices else None
    names = None
    if isinstance(held, ast.List) and all(type(v) is ast.Constant for v in held.elts):
        names = {v.value for v in held.elts if type(v) is ast.Constant}
    for edge in edges.elts:
        ends = edge.elts if isinstance(edge, ast.Tuple) else []
        foreign = names is not None and any(
            type(end) is ast.Constant and end.value not in names for end in ends
        )
        if site.scope.type(edge) in ("int", "float") or foreign:
            yield wrong(types, site, parameter, edge)
            return


def _weight(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if type(node) is ast.Constant and type(node.value) is str and not node.value.isupper():
        yield wrong(types, site, parameter, node)


Check = Callable[[Types, Site, str, ast.expr], Iterator[Finding]]
NO_MOBJECT = frozenset(
    ("str", "int", "float", "function", "method", "ManimColor", "dict", "ndarray")
)
NO_NUMBER = frozenset(("str", "function", "method", "ManimColor"))
CHECKS: dict[str, Check] = {
    **dict.fromkeys(("mobject", "vmobject", "mobjects", "vmobjects", "target_mobject", "path",
                     "mobjects_to_add"), _mobject),
    **dict.fromkeys(("DecimalNumber.number", "Integer.number"), _number),
    **dict.fromkeys(("RegularPolygon.n", "Star.n"), _whole),
    "TransformMatchingTex.mobject": _formula, "TransformMatchingTex.target_mobject": _formula,
    "MarkupText.text": _markup, "BarChart.values": _numbers_of, "arrow": _arrow,
    "coords": _number, "layout": _layout, "points": _corners,
    **dict.fromkeys(("point", "arc_center", "about_point", "point_1", "point_2", "start_point",
                     "end_point"), _point),
    **dict.fromkeys(("color", "fill_color", "stroke_color", "background_stroke_color", "colors",
                     "point_color"), _colour),
    **dict.fromkeys(("t2c", "text2color", "tex_to_color_map"), _colours),
    **dict.fromkeys(("color1", "color2"), _pure_colour),
    **dict.fromkeys(SIZED, _number),
    **dict.fromkeys(("x_range", "y_range", "z_range"), _range),
    **dict.fromkeys(("run_time", "duration"), _time),
    **dict.fromkeys(("row_labels", "col_labels"), _labels),
    **dict.fromkeys(("table", "matrix"), _rows),
    **dict.fromkeys(("weight", "slant"), _weight), "edges": _edges,
    **dict.fromkeys(("axis_config", "x_axis_config", "y_axis_config", "z_axis_config"), _axis),
    "vertices": _vertices, "vectors": _vectors, "shape": _shape,
}  # fmt: skip
PARAMETERS = frozenset(key.rpartition(".")[2] for key in CHECKS)
# What a call takes under such a name, and others do not.
OTHERWISE = frozenset(
    ("Graph.vertices", "DiGraph.vertices", "GenericGraph.vertices", "remove.mobjects",
     "LaggedStartMap.mobject")
)  # fmt: skip


@cache
def check_of(name: str, parameter: str) -> "Check | None":
    """What looks at the values of a parameter of a call of this name."""
    key = f"{name}.{parameter}"
    return None if key in OTHERWISE else CHECKS.get(key) or CHECKS.get(parameter)
