"""What Manim's mobject classes make, and what the methods of a mobject do to its look."""

import ast
import re
from dataclasses import replace
from typing import Any

from mdx.code.outline import words
from mdx.code.outline.english import listed, measure, number
from mdx.code.outline.things import Colour, Function, Look, Thing, flat, is_number, is_vector
from mdx.code.outline.values import formula, shade

MOST = 1000  # members a group may have here


def make(name: str, args: list, kwargs: dict, count: int = 1) -> Thing | None:
    """A new mobject of this class; None for a class that is not known."""
    if name in words.GROUPS:
        group = Thing(Look(), list(flat(args))[:MOST], count)
        if "color" in kwargs:
            group.dress(colour=shade(kwargs["color"]))
        return group
    if name == "CurvesAsSubmobjects" and args and isinstance(args[0], Thing):
        return duplicate(args[0])  # the same line, cut into pieces
    look = LOOKS[name](name, args, kwargs) if name in LOOKS else _plain(name, args, kwargs)
    if look is None:
        return None
    made = Thing(replace(look, colour=_colour(kwargs)), None, count)
    if name in PLACED_BY_ARGUMENTS and (args or not PLACED_BY_ARGUMENTS[name].isdisjoint(kwargs)):
        point = kwargs.get("point", kwargs.get("arc_center", args[0] if args else None))
        move_to(made, point if "Dot" in name or name == "Circle" else None)
    return made


# Classes whose position is given to them, and the arguments that give it.
PLACED_BY_ARGUMENTS: dict[str, set[str]] = {
    "Dot": {"point"}, "Dot3D": {"point"}, "SmallDot": {"point"}, "LabeledDot": {"point"},
    "Line": {"start", "end"}, "Arrow": {"start", "end"}, "DashedLine": {"start", "end"},
    "DoubleArrow": {"start", "end"}, "Arc": {"arc_center"}, "ArcBetweenPoints": {"start", "end"},
    "CurvedArrow": set(), "Polygon": set(), "Vector": set(), "Brace": set(), "Angle": set(),
    "SurroundingRectangle": set(), "Underline": set(), "Cross": set(), "RightAngle": set(),
    "BackgroundRectangle": set(), "BraceBetweenPoints": set(), "TangentLine": set(),
    "CubicBezier": set(), "CurvedDoubleArrow": set(), "Arrow3D": {"start"}, "Line3D": {"start"},
}  # fmt: skip


def _colour(kwargs: dict) -> str:
    if given := shade(kwargs.get("color")):
        return given
    if kwargs.get("fill_opacity") != 0 and (given := shade(kwargs.get("fill_color"))):
        return given
    return "" if "color" in kwargs else shade(kwargs.get("stroke_color"))


def _plain(name: str, args: list, kwargs: dict) -> Look | None:
    noun = words.NOUNS.get(name)
    return Look(noun) if noun else None


def _text(name: str, args: list, kwargs: dict) -> Look:
    """Texts and formulas; the label only if every part of it is known."""
    is_formula = name in words.FORMULAS
    noun = "formula" if is_formula else words.TEXTS[name]
    given = args or [kwargs[k] for k in ("text", "tex_string") if k in kwargs]
    if not given or not all(type(part) is str for part in given):
        return Look(noun)
    if name == "BulletedList":
        return Look(noun, label=listed([f'"{part}"' for part in given]), style="plain")
    if name in words.FIRST_IS_TEXT:
        given = given[:1]
    label = (" " if is_formula else "").join(given).strip()
    if (
        not is_formula
        and label[:1] == label[-1:] == "$"
        and len(label) > 2
        and "$" not in label[1:-1]
    ):
        return Look("formula", label=label.strip("$"), style="formula")
    if name in words.MARKUP and "<" in label:
        return Look(noun)
    if not is_formula and name not in words.FIRST_IS_TEXT:
        label = plain_tex(label)
    return Look(noun, label=label, style="formula" if is_formula else "text")


def plain_tex(label: str) -> str:
    """The text that TeX makes of this, formulas as they are; "" for what needs TeX to be read."""
    for written, meant in words.TEX_SIGNS.items():
        label = label.replace(written, meant)
    outside = "".join(label.split("$")[::2])
    return "" if re.search(r"[\\{}]", outside) else " ".join(label.split())


def _number(name: str, args: list, kwargs: dict) -> Look:
    value = kwargs.get("number", args[0] if args else None)
    if not is_number(value) or (name == "Integer" and value != int(value)):
        return Look("number")  # an Integer is shown rounded
    return Look("number", label=measure(value), style="plain")


def _polygon(name: str, args: list, kwargs: dict) -> Look:
    sides = len(args) if all(map(is_vector, args)) else 0
    return Look(words.IRREGULAR.get(sides, "polygon"))


def _regular(name: str, args: list, kwargs: dict) -> Look:
    sides = kwargs.get("n", kwargs.get("num_vertices", args[0] if args else 6))
    return Look(words.REGULAR.get(sides if type(sides) is int else 0, words.NOUNS[name]))


def _star(name: str, args: list, kwargs: dict) -> Look:
    points = kwargs.get("n", args[0] if args else 5)
    known = type(points) is int and 2 < points < 100
    return Look(f"{number(points)}-pointed star" if known else "star")


def _sized(name: str, args: list, kwargs: dict) -> Look:
    """Shapes of one size, which is told where it is not the usual one."""
    key, usual, said = words.SIZES[name]
    value = kwargs.get(key, args[0] if args else usual)
    unusual = is_number(value) and value != usual and value > 0
    return Look(words.NOUNS[name], detail=f"{said} {measure(value)}" if unusual else "")


def _rectangle(name: str, args: list, kwargs: dict) -> Look:
    width, height = kwargs.get("width"), kwargs.get("height")
    if not is_number(width) or not is_number(height):
        return Look(words.NOUNS[name])
    return Look(words.NOUNS[name], detail=f"{measure(width)} wide and {measure(height)} high")


def _axes(name: str, args: list, kwargs: dict) -> Look:
    said = [
        f"{axis} from {measure(given[0])} to {measure(given[1])}"
        for axis in "xyz"
        if (given := _range(kwargs.get(f"{axis}_range"))) is not None
    ]
    if name == "NumberLine":
        return Look(words.NOUNS[name], detail=said[0][2:] if said else "")
    return Look(words.NOUNS[name], detail="with " + listed(said) if said else "")


def _range(value: Any) -> list | None:
    known = type(value) in (list, tuple) and len(value) > 1 and all(map(is_number, value[:2]))
    return list(value[:2]) if known else None


def _graph(name: str, args: list, kwargs: dict) -> Look:
    vertices, edges = (
        kwargs.get(k, v)
        for k, v in zip(("vertices", "edges"), [*args, None, None][:2], strict=True)
    )
    if type(vertices) is not list or type(edges) is not list or ... in [*vertices, *edges]:
        return Look(words.NOUNS[name])
    size = f"with {number(len(vertices))} vertices and {number(len(edges))} edges"
    return Look(words.NOUNS[name], detail=size if len(vertices) > 1 and len(edges) > 1 else "")


def _matrix(name: str, args: list, kwargs: dict) -> Look:
    rows = args[0] if args else None
    if name != "Matrix" or type(rows) is not list or not 0 < len(rows) <= 3:
        return Look(words.NOUNS[name])
    cells = [cell for row in rows for cell in (row if type(row) in (list, tuple) else [row])]
    known = len(cells) <= 9 and all((type(c) is str and len(c) < 8) or is_number(c) for c in cells)
    if not known:
        return Look(words.NOUNS[name])
    shown = [
        f"[{', '.join(map(_cell, r))}]" if type(r) in (list, tuple) else _cell(r) for r in rows
    ]
    return Look(words.NOUNS[name], label=f"[{', '.join(shown)}]", style="plain")


def _cell(value: Any) -> str:
    return measure(value) if is_number(value) else str(value)


def _table(name: str, args: list, kwargs: dict) -> Look:
    rows = args[0] if args else None
    if not {"row_labels", "col_labels"}.isdisjoint(kwargs):
        return Look("table")
    if type(rows) is not list or not all(type(row) is list and ... not in row for row in rows):
        return Look("table")
    widths = {len(row) for row in rows}
    if len(widths) != 1 or len(rows) < 2 or min(widths) < 2 or ... in rows:
        return Look("table")
    return Look("table", detail=f"with {number(len(rows))} rows and {number(widths.pop())} columns")


def _bars(name: str, args: list, kwargs: dict) -> Look:
    values = kwargs.get("values", args[0] if args else None)
    if type(values) is not list or not 1 < len(values) <= 8 or not all(map(is_number, values)):
        return Look("bar chart")
    return Look("bar chart", detail=f"of the values {listed([measure(v) for v in values])}")


def curve(name: str, args: list, kwargs: dict) -> Look:
    """The graph of a function, with its formula where that is simple."""
    function = kwargs.get("function", args[0] if args else None)
    tex = formula(function.node) if isinstance(function, Function) else ""
    return Look("curve", label=f"y = {tex}" if tex else "", style="formula")


LOOKS: dict[str, Any] = (
    dict.fromkeys([*words.TEXTS, *words.FORMULAS], _text)
    | dict.fromkeys(("Integer", "DecimalNumber"), _number)
    | dict.fromkeys(("RegularPolygon", "RegularPolygram"), _regular)
    | dict.fromkeys(words.SIZES, _sized)
    | dict.fromkeys(("Rectangle", "RoundedRectangle"), _rectangle)
    | dict.fromkeys(("Axes", "NumberPlane", "ThreeDAxes", "NumberLine", "ComplexPlane"), _axes)
    | dict.fromkeys(("Graph", "DiGraph"), _graph)
    | dict.fromkeys(("Matrix", "IntegerMatrix", "DecimalMatrix"), _matrix)
    | dict.fromkeys(("Table", "MathTable", "IntegerTable", "DecimalTable"), _table)
    | {"Polygon": _polygon, "Star": _star, "BarChart": _bars, "FunctionGraph": curve}
)


def group(members: list) -> Thing:
    """Some members of a group, as a group of their own."""
    return Thing(Look(), members)


def combined(op: ast.operator, one: Thing, other: Any) -> Thing:
    """A group with the other thing added, or taken away."""
    members = list(one.members) if one.members is not None else [one]
    made = group(members)
    method(made, "add" if isinstance(op, ast.Add) else "remove", [other], {})
    return made


# ---- methods ----


def method(thing: Thing, name: str, args: list, kwargs: dict) -> Any:
    """What the method returns after changing the thing; None where that is not known."""
    if name == "copy":
        return duplicate(thing)
    if name in words.PARTS and thing.members is None:
        return part(thing, name, args, kwargs)
    if name in ("add", "add_to_back") and thing.members is not None:
        thing.members += list(flat(args))[: MOST - len(thing.members)]
    elif name == "remove" and thing.members is not None:
        gone = {id(value) for value in flat(args)}
        thing.members[:] = [member for member in thing.members if id(member) not in gone]
    elif name == "become" and args and isinstance(args[0], Thing):
        thing.look, thing.members = args[0].look, args[0].members
    elif name in RECOLOUR:
        recolour(thing, name, args, kwargs)
    elif name in MOVES:
        move(thing, name, args, kwargs)
    elif name not in words.SILENT and name != "add" and not name.startswith("set_"):
        return None
    return thing


def part(thing: Thing, name: str, args: list, kwargs: dict) -> Thing | None:
    """A new thing that a method of another one makes, as `axes.plot` does."""
    noun = words.PARTS[name]
    if thing.look.noun not in words.PLOTTED and noun in ("curve", "shaded area"):
        return None
    look = curve(name, args, kwargs) if noun == "curve" else Look(noun)
    made = Thing(replace(look, colour=_colour(kwargs)))
    made.spot = None
    return made


def duplicate(thing: Thing, copies: dict[int, Thing] | None = None) -> Thing:
    """A copy of the thing and of all its members, each copied once."""
    copies = {} if copies is None else copies
    if id(thing) in copies:
        return copies[id(thing)]
    made = copies[id(thing)] = Thing(thing.look, None, thing.count)
    if thing.members is not None:
        made.members = [duplicate(m, copies) if isinstance(m, Thing) else m for m in thing.members]
    made.spot = thing.spot
    made.copy_of = thing
    made.became = thing.became
    return made


def recolour(thing: Thing, name: str, args: list, kwargs: dict) -> None:
    """Sets the colour a person would name: the fill's if there is one, else the stroke's."""
    given = kwargs.get("color", args[0] if args else None)
    if name == "set_fill" and 0 in (kwargs.get("opacity"), *args[1:2]):
        return
    if name == "set_stroke" and any(
        leaf.look.colour or leaf.look.noun in words.WRITTEN for leaf in thing.leaves()
    ):
        return  # of letters it is the rim, often a black one that sets them off
    if isinstance(given, Colour | str) or name in ("set_color", "set_color_by_gradient"):
        thing.dress(colour=shade(given) if name != "set_color_by_gradient" else "")


RECOLOUR = {"set_color", "set_fill", "set_stroke", "set_color_by_gradient"}


def move(thing: Thing, name: str, args: list, kwargs: dict) -> None:
    """Where the thing, or each member of a group, stands after this; often that is not known."""
    if thing.members is None:
        MOVES[name](thing, *args, **kwargs)
        return
    formation = words.FORMATIONS.get(name, "")
    if name == "arrange":
        along = kwargs.get("direction", args[0] if args else (1.0, 0.0, 0.0))
        upright = is_vector(along) and along[1] and not along[0]
        formation = "in a column" if upright else "in a row" if is_vector(along) else ""
    leaves = list(thing.leaves())
    for leaf in leaves:
        if name == "shift":
            shift(leaf, *args)
        else:
            nowhere(leaf)
        if formation:
            leaf.look = replace(leaf.look, formation=(formation, id(thing), len(leaves)))


def place(thing: Thing, where: str = "", other: Thing | None = None) -> None:
    thing.look = replace(thing.look, place=(where, other))


def next_to(
    thing: Thing, /, other: Any = None, direction: Any = (1.0, 0.0, 0.0), *_: Any, **__: Any
) -> None:
    thing.spot = None
    sign = (
        ((direction[0] > 0) - (direction[0] < 0), (direction[1] > 0) - (direction[1] < 0))
        if is_vector(direction)
        else (0, 0)
    )
    where = words.BESIDE.get(sign, "")
    known = isinstance(other, Thing) and where and other.members is None
    place(thing, where if known else "", other if known else None)


def to_edge(thing: Thing, /, edge: Any = (-1.0, 0.0, 0.0), *_: Any, **__: Any) -> None:
    thing.spot = None
    place(thing, corner(edge, "at the {} edge", "in the {} corner"))


def to_corner(thing: Thing, /, corner: Any = (-1.0, -1.0, 0.0), *_: Any, **__: Any) -> None:
    to_edge(thing, corner)


def corner(direction: Any, edge: str, inner: str) -> str:
    """ "at the top edge" or "in the upper left corner" for a direction; "" if not known."""
    if not is_vector(direction):
        return ""
    x, y = direction[:2]
    side = "left" if x < 0 else "right" if x > 0 else ""
    if y and side:
        return inner.format(("upper " if y > 0 else "lower ") + side)
    if not y and not side:
        return ""
    return edge.format(side or ("top" if y > 0 else "bottom"))


def shift(thing: Thing, /, *vectors: Any, **_: Any) -> None:
    if thing.spot is None or not all(map(is_vector, vectors)):
        thing.spot = None
        place(thing)
        return
    x, y, z = (sum(parts) for parts in zip(thing.spot, *vectors, strict=True))
    thing.spot = (x, y, z)
    place(thing, whereabouts(x, y))


def move_to(thing: Thing, /, point: Any = None, *_: Any, **__: Any) -> None:
    thing.spot = point if is_vector(point) else None
    place(thing, whereabouts(*point[:2]) if is_vector(point) else "")


def whereabouts(x: float, y: float) -> str:
    """Where a point of the screen is, told only when it is clearly off the centre."""
    side = "left" if x <= -2 else "right" if x >= 2 else ""
    level = "top" if y >= 2 else "bottom" if y <= -2 else ""
    if side and level:
        return f"at the {level} {side}"
    if side:
        return f"on the {side}" if abs(y) < 1 else ""
    return f"at the {level}" if level and abs(x) < 1 else ""


def nowhere(thing: Thing, /, *_: Any, **__: Any) -> None:
    thing.spot = None
    place(thing)


def turn(thing: Thing, /, *_: Any, **kwargs: Any) -> None:
    """Turning and scaling keep the centre, unless it is done about some other point."""
    if not {"about_point", "about_edge"}.isdisjoint(kwargs):
        nowhere(thing)


def centre(thing: Thing, /, *_: Any, **__: Any) -> None:
    thing.spot = (0.0, 0.0, 0.0)
    place(thing)


MOVES: dict[str, Any] = {
    "next_to": next_to, "to_edge": to_edge, "to_corner": to_corner, "shift": shift,
    "move_to": move_to, "center": centre, "arrange": nowhere, "arrange_in_grid": nowhere,
    "align_to": nowhere, "set_x": nowhere, "set_y": nowhere, "move_arc_center_to": nowhere,
    "arrange_submobjects": nowhere, "put_start_and_end_on": nowhere, "rotate": turn,
    "surround": nowhere, "apply_matrix": nowhere, "apply_function": nowhere, "set": nowhere,
    "scale": turn,
}  # fmt: skip
