"""How a new mobject of each of Manim's classes looks: its noun, colour, size and what is on it."""

import os
import re
from dataclasses import replace
from html import unescape
from typing import Any

from mdx.outline import colours, words
from mdx.outline.english import a, listed, measure, number, quote
from mdx.outline.things import Args, Function, Kwargs, Look, Thing, is_number
from mdx.outline.values import formula

LONGEST_NAME = 40  # characters of a file's name that is told


def look(name: str, args: Args, kwargs: Kwargs) -> Look | None:
    """The look of a new mobject of this class; None for a class that is not known."""
    made = LOOKS[name](name, args, kwargs) if name in LOOKS else _plain(name)
    return colours.clothed(made, kwargs) if made else None


def plain(name: str) -> Look | None:
    """The noun alone, which holds for a class derived from this one as well."""
    noun = words.TEXTS.get(name) or ("formula" if name in words.FORMULAS else None)
    filled, stroked = words.FILLS.get(noun or words.NOUNS.get(name, ""), (None, None))
    made = Look(noun) if noun else _plain(name)
    return made and replace(made, filled=filled, stroked=stroked)


def _plain(name: str) -> Look | None:
    noun = words.NOUNS.get(name)
    return Look(noun) if noun else None


# ---- texts ----


def _text(name: str, args: Args, kwargs: Kwargs) -> Look:
    """Texts and formulas; the label only if every part of it is known."""
    is_formula = name in words.FORMULAS
    noun = "formula" if is_formula else words.TEXTS[name]
    colour = colours.MIXED if words.LETTER_COLOURS & kwargs.keys() else ""
    given = args or [kwargs[k] for k in ("text", "tex_string") if k in kwargs]
    if name in words.FIRST_IS_TEXT:
        given = given[:1]
    if not given or not all(type(part) is str for part in given):
        return Look(noun, colour)
    if name == "BulletedList":
        return Look(noun, colour, listed([f'"{part}"' for part in given]), "plain")
    label = (" ".join(given) if is_formula else joined(given, name in words.SPACED)).strip()
    if is_formula or (inside := only_formula(label)):
        return Look("formula", colour, label if is_formula else inside, "formula")
    if name == "MarkupText":
        colour = colours.MIXED if COLOURED.search(label) else colour
        label = unescape(re.sub(r"<[^<>]+>", "", label))
    return Look(noun, colour, label if name in words.FIRST_IS_TEXT else plain_tex(label))


def joined(parts: list[str], spaced: bool = False) -> str:
    """The parts as one text; a formula stays apart from the word or the formula beside it.

    `spaced` is whether words of two parts are two words.
    """
    label = ""
    for part in parts:
        before, after = label[-1:], part[:1]
        apart = spaced or "$" in (before, after)
        ends = before.isalnum() or before in ("$?!.,:;”)" if spaced else "$")
        apart = apart and ends and (after.isalnum() or after == "$")
        label += " " + part if apart and label else part
    return label


def only_formula(label: str) -> str:
    """The formula that this text is, if it is nothing else; "" if not."""
    whole = re.fullmatch(r"\s*+(?:\$[^$]++\$\s*+)++", label)
    return " ".join(part.strip() or " " for part in label.split("$")[1::2]) if whole else ""


COLOURED = re.compile(r"<[^<>]*(color|foreground|gradient)")


def part_style(label: str, whole: Look) -> str:
    """How a part of a text or a formula is quoted."""
    is_text = whole.noun != "formula" or ("\\text" in whole.label and WORDS.fullmatch(label))
    return "text" if is_text else "formula"


WORDS = re.compile(r"[A-Za-z]{3,}|[A-Za-z]+(?: [A-Za-z]+)+")


def plain_tex(label: str) -> str:
    """The text that TeX makes of this, formulas as they are; "" for what needs TeX to be read."""
    for written, meant in words.TEX_SIGNS.items():
        label = label.replace(written, meant)
    outside = "".join(label.split("$")[::2])
    return "" if re.search(r"[\\{}]", outside) else " ".join(label.split())


def _number(name: str, args: Args, kwargs: Kwargs) -> Look:
    value = kwargs.get("number", args[0] if args else None)
    if not is_number(value) or (name == "Integer" and value != int(value)):
        return Look("number")  # an Integer is shown rounded
    places = kwargs.get("num_decimal_places", 2)
    known = type(places) is int and 0 <= places <= 9
    return Look("number", label=measure(value, places) if known else "", style="plain")


def worded(value: Any, style: str = "formula") -> str:
    """What is written on a label: text, or a Text's or MathTex's own words; "" if unknown."""
    if type(value) is str:
        return quote(value, style)
    own = list(value.leaves()) if isinstance(value, Thing) else []
    return quote(own[0].look.label, own[0].look.style) if len(own) == 1 else ""


def _labelled(name: str, args: Args, kwargs: Kwargs) -> Look:
    """A thing with words on it: "a dot labelled $x$"."""
    noun, place, style = words.LABELLED[name]
    given = kwargs.get("label", kwargs.get("text", args[place] if len(args) > place else None))
    written = worded(given, style)
    return Look(noun, detail=f"labelled {written}") if written else Look(f"labelled {noun}")


def _file(name: str, args: Args, kwargs: Kwargs) -> Look:
    """A picture by the name of its file, as far as that is told."""
    path = kwargs.get("file_name", kwargs.get("filename_or_array", args[0] if args else None))
    named = os.path.basename(path) if type(path) is str else ""
    return Look(words.NOUNS[name], label=named if len(named) <= LONGEST_NAME else "")


# ---- shapes ----


def _polygon(name: str, args: Args, kwargs: Kwargs) -> Look:
    corners = [tuple(point) if type(point) in (list, tuple) else None for point in args]
    if None not in corners and ... not in args:
        return Look(words.IRREGULAR.get(len(set(corners)), "polygon"))
    return Look("triangle" if len(args) == 3 and ... not in args else "polygon")


def _regular(name: str, args: Args, kwargs: Kwargs) -> Look:
    sides = kwargs.get("n", kwargs.get("num_vertices", args[0] if args else 6))
    return Look(words.REGULAR.get(sides if type(sides) is int else 0, words.NOUNS[name]))


def _star(name: str, args: Args, kwargs: Kwargs) -> Look:
    points: Any = kwargs.get("n", args[0] if args else 5)
    known = type(points) is int and 2 < points < 100
    return Look(f"{number(points)}-pointed star" if known else "star")


def _sized(name: str, args: Args, kwargs: Kwargs) -> Look:
    """Shapes of one size, which is told where it is not the usual one."""
    key, usual, said = words.SIZES[name]
    value: Any = kwargs.get(key, args[0] if args else usual)
    unusual = is_number(value) and value != usual and value >= 0.01
    return Look(words.NOUNS[name], size=f"{said} {measure(value)}" if unusual else "")


def _rectangle(name: str, args: Args, kwargs: Kwargs) -> Look:
    width, height = kwargs.get("width"), kwargs.get("height")
    if not is_number(width) or not is_number(height) or min(width, height) < 0.01:
        return Look(words.NOUNS[name])
    return Look(words.NOUNS[name], size=f"{measure(width)} wide and {measure(height)} high")


def _combined(name: str, args: Args, kwargs: Kwargs) -> Look:
    """A shape made of others: "the union of a square and a circle"."""
    noun = words.COMBINED[name]
    looks = [one.look for one in args if isinstance(one, Thing) and one.members is None]
    if 1 < len(args) == len(looks) < 4 and all(one.noun for one in looks):
        return Look(noun, detail="of " + listed([a(f"{x.colour} {x.noun}".strip()) for x in looks]))
    return Look(noun + " of shapes")


# ---- diagrams ----


def _axes(name: str, args: Args, kwargs: Kwargs) -> Look:
    said = [
        f"{axis} from {measure(given[0])} to {measure(given[1])}"
        for axis in "xyz"
        if (given := _range(kwargs.get(f"{axis}_range"))) is not None
    ]
    if name == "NumberLine":
        return Look(words.NOUNS[name], detail=said[0][2:] if said else "")
    return Look(words.NOUNS[name], detail="with " + listed(said) if said else "")


def _range(value: Any) -> list[Any] | None:
    known = type(value) in (list, tuple) and len(value) > 1 and all(map(is_number, value[:2]))
    return list(value[:2]) if known else None


def _graph(name: str, args: Args, kwargs: Kwargs) -> Look:
    vertices, edges = (
        kwargs.get(k, v)
        for k, v in zip(("vertices", "edges"), [*args, None, None][:2], strict=True)
    )
    if type(vertices) is not list or type(edges) is not list or ... in [*vertices, *edges]:
        return Look(words.NOUNS[name])
    size = f"with {number(len(vertices))} vertices and {number(len(edges))} edges"
    return Look(words.NOUNS[name], detail=size if len(vertices) > 1 and len(edges) > 1 else "")


def _rows(value: Any, most: int) -> list[list[str]]:
    """The cells of a table as text, if there are few and all are known; else none."""
    if type(value) is not list or not all(type(row) in (list, tuple) for row in value):
        return []
    rows = [[measure(c) if is_number(c) else c for c in row] for row in value]
    cells = [cell for row in rows for cell in row]
    known = all(type(c) is str and 0 < len(c) <= 12 and c.isprintable() for c in cells)
    return rows if known and 0 < len(cells) <= most else []


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
    given = args[0] if args else None
    labelled = not {"row_labels", "col_labels"}.isdisjoint(kwargs)
    if type(given) is not list or ... in given or not all(type(row) is list for row in given):
        return Look("table")
    widths = {len(row) for row in given}
    if len(widths) != 1 or len(given) < 2 or min(widths) < 2 or any(... in row for row in given):
        return Look("table")
    if (rows := _rows(given, 12)) and "\\" not in str(rows):
        held = listed([f'"{", ".join(row)}"' for row in rows])
        return Look("table", detail=f"with {'labels and ' if labelled else ''}the rows {held}")
    if labelled:
        return Look("table")
    size = f"with {number(len(given))} rows and {number(widths.pop())} columns"
    return Look("table", detail=size)


def _bars(name: str, args: Args, kwargs: Kwargs) -> Look:
    values = kwargs.get("values", args[0] if args else None)
    if type(values) is not list or len(values) < 2 or ... in values:
        return Look("bar chart")
    if len(values) > 8 or not all(map(is_number, values)):
        return Look("bar chart", detail=f"with {number(len(values))} bars")
    return Look("bar chart", detail=f"of the values {listed([measure(v) for v in values])}")


def curve(name: str, args: Args, kwargs: Kwargs) -> Look:
    """The graph of a function, with its formula where that is simple."""
    function = kwargs.get("function", args[0] if args else None)
    tex = formula(function.node) if isinstance(function, Function) else ""
    return Look("curve", label=f"y = {tex}" if tex else "", style="formula")


LOOKS: dict[str, Any] = (
    dict.fromkeys([*words.TEXTS, *words.FORMULAS], _text)
    | dict.fromkeys(("Integer", "DecimalNumber"), _number)
    | dict.fromkeys(("RegularPolygon", "RegularPolygram"), _regular)
    | dict.fromkeys(words.SIZES, _sized)
    | dict.fromkeys(words.LABELLED, _labelled)
    | dict.fromkeys(words.COMBINED, _combined)
    | dict.fromkeys(("ImageMobject", "SVGMobject"), _file)
    | dict.fromkeys(("Rectangle", "RoundedRectangle"), _rectangle)
    | dict.fromkeys(("Axes", "NumberPlane", "ThreeDAxes", "NumberLine", "ComplexPlane"), _axes)
    | dict.fromkeys(("Graph", "DiGraph"), _graph)
    | dict.fromkeys(("Matrix", "IntegerMatrix", "DecimalMatrix"), _matrix)
    | dict.fromkeys(("Table", "MathTable", "IntegerTable", "DecimalTable"), _table)
    | {"Polygon": _polygon, "Star": _star, "BarChart": _bars, "FunctionGraph": curve}
)
