"""What a parameter can take beyond its annotation: each check finds a value that cannot be right.

A check is for all parameters of a name, which take one kind of thing throughout manim but for those
in OTHERWISE, or for those of one call.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache

from mdx.quality import contents
from mdx.quality.evidence import Finding
from mdx.quality.inference import Types
from mdx.quality.kinds import ANIMATE, CLASS
from mdx.quality.scope import HOLE, Site
from mdx.quality.wrong import is_colour, number, point, whole, wrong

# Classes that only draw what is made of curves.
CURVES = frozenset(
    ("Create", "Uncreate", "Write", "Unwrite", "DrawBorderThenFill", "ShowPassingFlash", "VGroup")
)
ADDING = frozenset(("add", "VGroup", "Group"))  # others pass over None
LENIENT = frozenset(("VGroup", "Group"))  # that take lists as what is in them
ENTITY = re.compile(r"&(?!#?\w+;)")
UNQUOTED = re.compile(r"<\w++ [^<>=]*+=[^<>\"' ]")
WORDS = {
    "azimuth_units": ("PI radians", "TAU radians", "degrees", "gradians"),
    "azimuth_direction": ("CW", "CCW"),
    "background": ("rectangle", "window"),
    "input_sample_type": ("left", "right", "center"),
}
SIZED = {"run_time", "lag_ratio", "buff", "radius", "side_length", "angle", "scale_factor"}


def _mobject(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    kind = site.scope.type(node)
    if not kind:
        return
    if (
        kind in NO_MOBJECT
        or kind.startswith((CLASS, ANIMATE))
        or types.is_a(kind, "Animation")
        or (kind == "NoneType" and site.name in ADDING and type(node) is not ast.Constant)
    ):
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


def _markup(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    text = site.scope.text(node)
    if (
        ENTITY.search(text)
        or UNQUOTED.search(text)
        or text.count("</") * 2 + text.count("/>") != text.count("<")
    ):
        if HOLE not in text and "&lt;" not in text:
            yield wrong(types, site, parameter, node)


def _arrow(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if types.is_a(site.scope.type(node), "Arrow") is False:
        yield wrong(types, site, parameter, node)


def _formula(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if types.is_a(site.scope.type(node), "Text"):
        yield wrong(types, site, parameter, node)


def _time(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    yield from number(types, site, parameter, node)
    if type(node) is ast.UnaryOp and type(node.op) is ast.USub:
        yield Finding("no-time", f"{site.name}.{parameter}", node.lineno)


def _vector(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """One vector, where a number is not taken for one."""
    if site.scope.type(node) in ("int", "float", "str", "NoneType"):
        yield wrong(types, site, parameter, node)


def _ends(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """The two points of a line, not the line."""
    if types.is_a(site.scope.type(node), "Mobject"):
        yield wrong(types, site, parameter, node)


def _proportion(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    value = site.scope.value(node)
    given = value.value if type(value) is ast.Constant else 0
    if isinstance(given, int | float) and not 0 <= given <= 1:
        yield wrong(types, site, parameter, node)


def _shape(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    kind = site.scope.type(node)
    if kind and kind not in ("type:Circle", "type:Rectangle"):
        yield wrong(types, site, parameter, node)


def _weight(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    if type(node) is ast.Constant and not str(node.value).isupper():
        yield wrong(types, site, parameter, node)


def _word(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """One of the few words that there are for a parameter."""
    if type(node) is ast.Constant and type(node.value) is str:
        if node.value not in WORDS[parameter]:
            yield wrong(types, site, parameter, node)


Check = Callable[[Types, Site, str, ast.expr], Iterator[Finding]]
NO_MOBJECT = frozenset(
    ("str", "int", "float", "function", "method", "ManimColor", "dict", "ndarray")
)
CHECKS: dict[str, Check] = {
    **dict.fromkeys(("mobject", "vmobject", "mobjects", "vmobjects", "target_mobject", "path",
                     "mobjects_to_add"), _mobject),
    **dict.fromkeys(("DecimalNumber.number", "Integer.number"), number),
    **dict.fromkeys(("RegularPolygon.n", "Star.n"), whole),
    "TransformMatchingTex.mobject": _formula, "TransformMatchingTex.target_mobject": _formula,
    "MarkupText.text": _markup, "BarChart.values": contents.numbers_of, "arrow": _arrow,
    "coords": number, "layout": contents.layout, "points": contents.corners,
    "Graph.labels": contents.of_vertices,
    **dict.fromkeys(("point", "arc_center", "about_point", "point_1", "point_2", "start_point",
                     "end_point"), point),
    **dict.fromkeys(("color", "fill_color", "stroke_color", "background_stroke_color", "colors",
                     "point_color"), _colour),
    **dict.fromkeys(("t2c", "text2color", "tex_to_color_map"), _colours),
    **dict.fromkeys(("color1", "color2"), _pure_colour),
    **dict.fromkeys(SIZED, number),
    **dict.fromkeys(("x_range", "y_range", "z_range"), contents.span),
    **dict.fromkeys(("run_time", "duration"), _time),
    **dict.fromkeys(("row_labels", "col_labels"), contents.labels),
    **dict.fromkeys(("table", "matrix"), contents.rows),
    **dict.fromkeys(("weight", "slant"), _weight), "edges": contents.edges,
    **dict.fromkeys(contents.MADE, contents.keywords),
    "Star.density": contents.density, "dimensions": contents.dimensions,
    "azimuth_units": _word, "azimuth_direction": _word, "input_sample_type": _word,
    "Code.background": _word,
    **dict.fromkeys(("rotate_vector.vector", "add_vector.vector", "get_vector.numerical_vector",
                     "Vector.direction", "angle_of_vector.vector", "normalize.vect"), _vector),
    **dict.fromkeys(("line_intersection.line1", "line_intersection.line2"), _ends),
    "point_from_proportion.alpha": _proportion, "arrange_in_grid.rows": contents.grid,
    "vertices": contents.vertices, "vectors": contents.vectors, "shape": _shape,
}  # fmt: skip
PARAMETERS = frozenset(key.rpartition(".")[2] for key in CHECKS)
# What a call takes under such a name, and others do not.
OTHERWISE = frozenset(
    ("Graph.vertices", "DiGraph.vertices", "GenericGraph.vertices", "remove.mobjects",
     "add_vertices.vertices", "remove_vertices.vertices", "LaggedStartMap.mobject")
)  # fmt: skip


@cache
def check_of(name: str, parameter: str) -> "Check | None":
    """What looks at the values of a parameter of a call of this name."""
    key = f"{name}.{parameter}"
    return None if key in OTHERWISE else CHECKS.get(key) or CHECKS.get(parameter)
