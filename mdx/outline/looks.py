"""How a new mobject of each of Manim's classes looks: its noun, colour, size and what is on it."""

import math
import os
from dataclasses import replace
from typing import Any

from mdx.outline import colours, words
from mdx.outline.english import a, coordinates, listed, measure, number, quote
from mdx.outline.given import Args, Function, Kwargs, is_number, is_vector, point
from mdx.outline.texts import text, worded
from mdx.outline.things import Look, Thing
from mdx.outline.values import formula

EDGES = 12  # of a graph that are named
LONGEST_NAME = 40  # characters of a file's name that is told


def look(name: str, args: Args, kwargs: Kwargs) -> Look | None:
    """The look of a new mobject of this class; None for a class that is not known."""
    shown = LOOKS[name](name, args, kwargs) if name in LOOKS else Look(words.NOUNS.get(name, ""))
    if name in words.SIZES:
        shown = replace(shown, size=_sizes(words.SIZES[name], args, kwargs))
    return colours.clothed(shown, kwargs) if shown.noun else None


def plain(name: str) -> Look | None:
    """The noun alone, which also holds for a class derived from this one."""
    noun = "formula" if name in words.FORMULAS else words.TEXTS.get(name) or words.NOUNS.get(name)
    filled, stroked = words.FILLS.get(noun or "", (None, None))
    return Look(noun, filled=filled, stroked=stroked) if noun else None


def _number(name: str, args: Args, kwargs: Kwargs) -> Look:
    value = kwargs.get("number", args[0] if args else None)
    if not is_number(value) or (name == "Integer" and value != int(value)):
        return Look("number")  # an Integer is shown rounded
    places = kwargs.get("num_decimal_places", 2)
    is_places = type(places) is int and 0 <= places <= 9
    return Look("number", label=measure(value, places) if is_places else "", style="plain")


def _labelled(name: str, args: Args, kwargs: Kwargs) -> Look:
    """A thing with words on it: "a dot labelled $x$"."""
    noun, place, style = words.LABELLED[name]
    given = kwargs.get("label", kwargs.get("text", args[place] if len(args) > place else None))
    written = worded(given, style)
    return Look(noun, detail=f"labelled {written}") if written else Look(f"labelled {noun}")


def _file(name: str, args: Args, kwargs: Kwargs) -> Look:
    """A picture, named by its file if that is known; a code listing, by its first line."""
    if type(code := kwargs.get("code_string", kwargs.get("code"))) is str and code.strip():
        begin = quote(code.strip().split("\n")[0], "text")
        return Look(words.NOUNS[name], detail=begin and f"that begins {begin}")
    keys = [key for key in ("file_name", "filename_or_array", "code_file") if key in kwargs]
    path = kwargs[keys[0]] if keys else args[0] if args else None
    named = os.path.basename(path) if type(path) is str else ""
    return Look(words.NOUNS[name], label=named if len(named) <= LONGEST_NAME else "")


def _polygon(name: str, args: Args, kwargs: Kwargs) -> Look:
    corners = list(dict.fromkeys(one for p in args if is_vector(one := point(p))))
    if corners and all(is_vector(point(p)) for p in args):
        ends = tuple(map(coordinates, corners)) if 2 < len(corners) < 6 else ()
        return Look(words.IRREGULAR.get(len(corners), "polygon"), ends=ends)
    return Look("triangle" if len(args) == 3 and ... not in args else "polygon")


def _regular(name: str, args: Args, kwargs: Kwargs) -> Look:
    """A polygon with sides of one length, or a star, by the number of its corners."""
    usual = 6 if name == "RegularPolygon" else 5
    corners: Any = kwargs.get("n", kwargs.get("num_vertices", args[0] if args else usual))
    is_count = type(corners) is int and 2 < corners < 100
    crossing = kwargs.get("density", args[1] if args[1:] else 2) != 1
    if name == "Star" or (name == "RegularPolygram" and crossing):
        return Look(f"{number(corners)}-pointed star" if is_count else "star")
    named = words.POLYGONS[corners - 3 : corners - 2] if is_count else []
    return Look("regular " * (named != ["square"]) + "".join(named or ["polygon"]))


def _sizes(names: list[str], args: Args, kwargs: Kwargs) -> str:
    """The given sizes of a shape: "with radius 2 and angle 90 degrees"."""
    given = dict(zip([*names, "*"][: [*names, "*"].index("*")], args, strict=False)) | kwargs
    said = []
    for name in names:
        value = given.get(name)
        if is_number(value) and (abs(value) >= 0.01 or "angle" in name):
            size = f"{measure(math.degrees(value))} degrees" if "angle" in name else measure(value)
            said.append(f"{name.replace('_', ' ')} {size}")
        elif type(value) is list and value and all(map(is_number, value)):
            said.append(f"{name} {listed([measure(one) for one in value])}")
    return "with " + listed(said) if said else ""


def _combined(name: str, args: Args, kwargs: Kwargs) -> Look:
    """A shape made of others: "the union of a square and a circle"."""
    noun = words.COMBINED[name]
    looks = [one.look for one in args if isinstance(one, Thing) and one.members is None]
    if 1 < len(args) == len(looks) < 4 and all(one.noun for one in looks):
        return Look(noun, detail="of " + listed([a(f"{x.colour} {x.noun}".strip()) for x in looks]))
    return Look(noun + " of shapes")


def _axes(name: str, args: Args, kwargs: Kwargs) -> Look:
    said = []
    ranges = ("x_range", "y_range", "z_range")[: 3 if name == "ThreeDAxes" else 2]
    given = dict(zip(ranges, args, strict=False)) | kwargs
    for axis in "xyz":
        configs = [given, given.get("axis_config"), given.get(f"{axis}_axis_config")]
        is_log = any(type(one) is dict and one.get("scaling") == "LogBase" for one in configs)
        if (ends := _range(given.get(f"{axis}_range"))) is not None:
            first, last = ("10^" * is_log + measure(end) for end in ends)
            said.append(f"{axis} from {first} to {last}" + " on a logarithmic scale" * is_log)
    if name == "NumberLine":
        return Look(words.NOUNS[name], detail=said[0][2:] if said else "")
    bare = ", without tips" if kwargs.get("tips") is False and name == "Axes" else ""
    return Look(words.NOUNS[name], detail=("with " + listed(said) if said else "") + bare)


def axis_labels(axes: str, args: Args, kwargs: Kwargs) -> list[Look]:
    """The labels of two or three axes."""
    names = "xyz" if axes == "set of 3D axes" else "xy"
    given = dict(zip([f"{axis}_label" for axis in names], args, strict=False)) | kwargs
    written = {axis: worded(given.get(f"{axis}_label", axis)) for axis in names}
    return [Look(f"{axis}-axis label", label=said, style="plain") for axis, said in written.items()]


def span(args: Args, kwargs: Kwargs) -> str:
    """The given range on the x-axis: "from x = 0 to x = 2"."""
    ends = _range(kwargs.get("x_range", args[1] if len(args) > 1 else None))
    return f"from x = {measure(ends[0])} to x = {measure(ends[1])}" if ends else ""


def _range(value: Any) -> list[Any] | None:
    is_pair = type(value) in (list, tuple) and len(value) > 1 and all(map(is_number, value[:2]))
    return list(value[:2]) if is_pair else None


def _graph(name: str, args: Args, kwargs: Kwargs) -> Look:
    given = dict(zip(("vertices", "edges"), [*args, None, None], strict=False)) | kwargs
    vertices, edges = given["vertices"], given["edges"]
    if type(vertices) is not list or type(edges) is not list or ... in [*vertices, *edges]:
        return Look(words.NOUNS[name])
    size = f"with {number(len(vertices))} vertices and {number(len(edges))} edges"
    ends = [edge if type(edge) in (list, tuple) else [] for edge in edges]
    if len(edges) <= EDGES and all(len(e) == 2 and {*map(type, e)} <= {int, str} for e in ends):
        size = f"with the edges {listed([f'{one}-{other}' for one, other in ends])}"
        size = f"of {number(len(vertices))} vertices {size}"
    layout = kwargs.get("layout")
    size += f" in a {layout} layout" if type(layout) is str else ""
    size += ", labelled" if kwargs.get("labels") is True else ""
    return Look(words.NOUNS[name], detail=size if len(vertices) > 1 and len(edges) > 1 else "")


def _rows(value: Any, most: int) -> list[list[str]]:
    """The cells of a table as text; none if there are many, or some are unknown."""
    if type(value) is not list or not all(type(row) in (list, tuple) for row in value):
        return []
    rows = [[measure(c) if is_number(c) else c for c in row] for row in value]
    cells = [cell for row in rows for cell in row]
    are_short = all(type(c) is str and 0 < len(c) <= 12 and c.isprintable() for c in cells)
    return rows if are_short and 0 < len(cells) <= most else []


def _matrix(name: str, args: Args, kwargs: Kwargs) -> Look:
    given = args[0] if args else None
    column = type(given) is list and all(type(cell) not in (list, tuple) for cell in given)
    rows = _rows([[cell] for cell in given or ()] if column else given, 9)
    if not rows or (name != "Matrix" and "." in str(rows)):  # the others round
        return Look(words.NOUNS[name])
    shown = [row[0] if column else f"[{', '.join(row)}]" for row in rows]
    label = f"[{', '.join(shown)}]"
    return Look(words.NOUNS[name], "", label, "formula" if "\\" in label else "plain")


def _table(name: str, args: Args, kwargs: Kwargs) -> Look:
    given: Any = kwargs.get("table", args[0] if args else None)
    labels = _table_labels(kwargs)
    is_whole = type(given) is list and all(type(row) is list and ... not in row for row in given)
    widths = {len(row) for row in given} if is_whole else set()
    if len(widths) != 1 or len(given) < 2 or min(widths) < 2:
        return Look("table")
    lined = ", with outer lines" if kwargs.get("include_outer_lines") is True else ""
    if (rows := _rows(given, 24)) and "\\" not in str(rows) and len(str(rows)) < 200:
        held = listed([f'"{", ".join(row)}"' for row in rows])
        return Look("table", detail=f"with {listed([*labels, f'the rows {held}'])}{lined}")
    size = f"with {number(len(given))} rows and {number(widths.pop())} columns"
    return Look("table", detail=f"{size}{', labelled' * bool(labels)}{lined}")


def _table_labels(kwargs: Kwargs) -> list[str]:
    """The labels of columns and rows in words; "labels" if they are unknown."""
    phrases = []
    for key, what in (("col_labels", "the columns"), ("row_labels", "rows labelled")):
        given = kwargs.get(key)
        written = [worded(label) for label in given] if type(given) is list else []
        if key in kwargs:
            phrases.append(f"{what} {listed(written)}" if all(written) and written else "labels")
    return list(dict.fromkeys(phrases))


def _bars(name: str, args: Args, kwargs: Kwargs) -> Look:
    given: Kwargs = dict(zip(("values", "bar_names"), args, strict=False)) | kwargs
    values, names = given.get("values"), given.get("bar_names")
    if type(values) is not list or not 1 < len(values) < 9 or not all(map(is_number, values)):
        return Look("bar chart")
    heights = [measure(value) for value in values]
    if type(names) is list and [type(name) for name in names] == [str] * len(values):
        heights = [f"{height} for {name}" for height, name in zip(heights, names, strict=True)]
    return Look("bar chart", detail=f"of the values {listed(heights)}")


def curve(name: str, args: Args, kwargs: Kwargs) -> Look:
    """The graph of a function, with its formula if that is simple."""
    function = kwargs.get("function", kwargs.get("func", args[0] if args else None))
    tex = formula(function) if isinstance(function, Function) else ""
    is_point = tex.startswith("(") and ", " in tex
    noun = words.PARTS.get(name) or words.NOUNS.get(name, "curve")
    if not tex or is_point != ("arametric" in name or name == "Surface"):
        return Look(noun)
    left = {"plot_polar_graph": "r", "plot_surface": "z"}.get(name, "y")
    left = "(x, y, z)"[: 3 * tex.count(", ") + 2] + ")" if is_point else left
    return Look(noun, label=f"{left} = {tex}", style="formula")


LOOKS: dict[str, Any] = {name: look for look, names in (
    (text, [*words.TEXTS, *words.FORMULAS]), (_number, ["Integer", "DecimalNumber"]),
    (_regular, ["RegularPolygon", "RegularPolygram", "Star"]), (_bars, ["BarChart"]),
    (_labelled, words.LABELLED), (_combined, words.COMBINED), (_polygon, ["Polygon"]),
    (_file, ["ImageMobject", "SVGMobject", "Code"]),
    (_axes, ["Axes", "NumberPlane", "ThreeDAxes", "NumberLine", "ComplexPlane"]),
    (_graph, ["Graph", "DiGraph"]), (_matrix, ["Matrix", "IntegerMatrix", "DecimalMatrix"]),
    (_table, ["Table", "MathTable", "IntegerTable", "DecimalTable"]),
    (curve, ["FunctionGraph", "ParametricFunction", "ParametricCurve", "Surface"]),
) for name in names}  # fmt: skip
