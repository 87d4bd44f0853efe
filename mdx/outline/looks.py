"""How a new mobject of each of Manim's classes looks: its noun, colour, size and what is on it."""

import os
import re
from dataclasses import replace
from html import unescape
from typing import Any

from mdx.outline import colours, words
from mdx.outline.english import a, listed, measure, number, quote
from mdx.outline.things import Args, Function, Kwargs, Look, Thing, is_number
from mdx.outline.values import formula, shade

LONGEST_NAME = 40  # characters of a file's name that is told


def look(name: str, args: Args, kwargs: Kwargs) -> Look | None:
    """The look of a new mobject of this class; None for a class that is not known."""
    shown = LOOKS[name](name, args, kwargs) if name in LOOKS else Look(words.NOUNS.get(name, ""))
    return colours.clothed(shown, kwargs) if shown.noun else None


def plain(name: str) -> Look | None:
    """The noun alone, which holds for a class derived from this one as well."""
    noun = "formula" if name in words.FORMULAS else words.TEXTS.get(name) or words.NOUNS.get(name)
    filled, stroked = words.FILLS.get(noun or "", (None, None))
    return Look(noun, filled=filled, stroked=stroked) if noun else None


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
    if is_formula and (text := ALL_TEXT.fullmatch(label)):
        return Look("text", colour, plain_tex(text[1]))
    if is_formula or (inside := only_formula(label)):
        return Look("formula", colour, label if is_formula else inside, "formula")
    if name == "Typst":
        label = "" if TYPST.search(label) else re.sub(r"^=+ |[*_]", "", label)
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


ALL_TEXT = re.compile(r"\\(?:text\w*|mathrm|mbox)\s*\{([^{}$]*)\}")
TYPST = re.compile(r"[#\\@<>\[\]{}]")  # signs of its markup that stand for something else
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
    label = label.replace("$$", "$")[:LONGEST_TEX]
    formulas, outside = iter(FORMULA.findall(label)), FORMULA.sub("$", label)
    for _ in range(TEX_LEVELS):
        for command, left in TEX_COMMANDS:
            outside = command.sub(left, outside)
    if re.search(r"[\\{}]", outside):
        return ""
    text = re.sub(r"\$", lambda _: next(formulas, "$"), outside)
    return " ".join(text.replace("\ue000", "\\$" if "$" in text else "$").split())


LONGEST_TEX = 10_000  # characters of a text that is read
TEX_LEVELS = 4  # of commands in commands
FORMULA = re.compile(r"\$[^$]+\$")
# What is left of a command: its name, the text that it sets in another face, nothing.
TEX_COMMANDS = [(re.compile(pattern), left) for pattern, left in words.TEX_COMMANDS.items()]


def _number(name: str, args: Args, kwargs: Kwargs) -> Look:
    value = kwargs.get("number", args[0] if args else None)
    if not is_number(value) or (name == "Integer" and value != int(value)):
        return Look("number")  # an Integer is shown rounded
    places = kwargs.get("num_decimal_places", 2)
    is_places = type(places) is int and 0 <= places <= 9
    return Look("number", label=measure(value, places) if is_places else "", style="plain")


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
    keys = [key for key in ("file_name", "filename_or_array", "code_file") if key in kwargs]
    path = kwargs[keys[0]] if keys else args[0] if args else None
    named = os.path.basename(path) if type(path) is str else ""
    return Look(words.NOUNS[name], label=named if len(named) <= LONGEST_NAME else "")


def _polygon(name: str, args: Args, kwargs: Kwargs) -> Look:
    corners = [tuple(point) if type(point) in (list, tuple) else None for point in args]
    if None not in corners and ... not in args:
        return Look(words.IRREGULAR.get(len(set(corners)), "polygon"))
    return Look("triangle" if len(args) == 3 and ... not in args else "polygon")


def _regular(name: str, args: Args, kwargs: Kwargs) -> Look:
    is_star = name == "RegularPolygram" and kwargs.get("density", args[1] if args[1:] else 2) != 1
    usual = 5 if name == "RegularPolygram" else 6
    sides = kwargs.get("n", kwargs.get("num_vertices", args[0] if args else usual))
    if is_star:
        points = f" with {number(sides)} points" if type(sides) is int and sides > 4 else ""
        return Look("star polygon" + points)
    return Look(words.REGULAR.get(sides if type(sides) is int else 0, words.NOUNS[name]))


def _star(name: str, args: Args, kwargs: Kwargs) -> Look:
    points: Any = kwargs.get("n", args[0] if args else 5)
    is_count = type(points) is int and 2 < points < 100
    return Look(f"{number(points)}-pointed star" if is_count else "star")


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
    return Look(words.NOUNS[name], detail="with " + listed(said) if said else "")


def axis_labels(axes: str, args: Args, kwargs: Kwargs) -> Look:
    """Labels of two axes, or of three."""
    names = "xyz" if axes == "set of 3D axes" else "xy"
    given = dict(zip([f"{axis}_label" for axis in names], args, strict=False)) | kwargs
    written = [worded(given.get(f"{axis}_label", axis)) for axis in names]
    noun = "set of axis labels" if len(names) == 3 else "pair of axis labels"
    return Look(noun, detail=f"saying {listed(written)}" if all(written) else "")


def _range(value: Any) -> list[Any] | None:
    is_pair = type(value) in (list, tuple) and len(value) > 1 and all(map(is_number, value[:2]))
    return list(value[:2]) if is_pair else None


def _graph(name: str, args: Args, kwargs: Kwargs) -> Look:
    given = dict(zip(("vertices", "edges"), [*args, None, None], strict=False)) | kwargs
    vertices, edges = given["vertices"], given["edges"]
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
    given = kwargs.get("table", args[0] if args else None)
    labels = _table_labels(kwargs)
    if type(given) is not list or ... in given or not all(type(row) is list for row in given):
        return Look("table")
    widths = {len(row) for row in given}
    if len(widths) != 1 or len(given) < 2 or min(widths) < 2 or any(... in row for row in given):
        return Look("table")
    if (rows := _rows(given, 24)) and "\\" not in str(rows) and len(str(rows)) < 200:
        held = listed([f'"{", ".join(row)}"' for row in rows])
        return Look("table", detail=f"with {listed([*labels, f'the rows {held}'])}")
    size = f"with {number(len(given))} rows and {number(widths.pop())} columns"
    return Look("table", detail=f"{size}{', labelled' * bool(labels)}")


def _table_labels(kwargs: Kwargs) -> list[str]:
    """The labels of columns and rows in words, those that are not known as such."""
    phrases = []
    for key, what in (("col_labels", "the columns"), ("row_labels", "rows labelled")):
        given = kwargs.get(key)
        written = [worded(label) for label in given] if type(given) is list else []
        if key in kwargs:
            phrases.append(f"{what} {listed(written)}" if all(written) and written else "labels")
    return list(dict.fromkeys(phrases))


def highlighted(look: Look, args: Args, kwargs: Kwargs) -> Look:
    """The look of a table with one of its cells highlighted, where it is known which."""
    given = dict(zip(("pos", "color"), args, strict=False)) | kwargs
    cell, colour = given.get("pos"), given.get("color")
    if type(cell) is not list or len(cell) != 2 or not all(type(n) is int for n in cell):
        return look
    seen = f", row {cell[0]}, column {cell[1]} highlighted in {shade(colour) or 'another colour'}"
    return replace(look, detail=(look.detail + seen).lstrip(" ,"))


def _bars(name: str, args: Args, kwargs: Kwargs) -> Look:
    values = kwargs.get("values", args[0] if args else None)
    if type(values) is not list or len(values) < 2 or ... in values:
        return Look("bar chart")
    if len(values) > 8 or not all(map(is_number, values)):
        return Look("bar chart", detail=f"with {number(len(values))} bars")
    return Look("bar chart", detail=f"of the values {listed([measure(v) for v in values])}")


def curve(name: str, args: Args, kwargs: Kwargs) -> Look:
    """The graph of a function, with its formula where that is simple."""
    function = kwargs.get("function", kwargs.get("func", args[0] if args else None))
    tex = formula(function) if isinstance(function, Function) else ""
    is_point = tex.startswith("(") and ", " in tex
    if not tex or is_point != ("arametric" in name):
        return Look("curve")
    left = "(x, y, z)"[: 3 * tex.count(", ") + 2] + ")" if is_point else "r" * ("polar" in name)
    return Look("curve", label=f"{left or 'y'} = {tex}", style="formula")


LOOKS: dict[str, Any] = {name: look for look, names in (
    (_text, [*words.TEXTS, *words.FORMULAS]), (_number, ["Integer", "DecimalNumber"]),
    (_regular, ["RegularPolygon", "RegularPolygram"]), (_sized, words.SIZES), (_bars, ["BarChart"]),
    (_labelled, words.LABELLED), (_combined, words.COMBINED), (_polygon, ["Polygon"]),
    (_file, ["ImageMobject", "SVGMobject", "Code"]),
    (_rectangle, ["Rectangle", "RoundedRectangle"]),
    (_axes, ["Axes", "NumberPlane", "ThreeDAxes", "NumberLine", "ComplexPlane"]),
    (_graph, ["Graph", "DiGraph"]), (_matrix, ["Matrix", "IntegerMatrix", "DecimalMatrix"]),
    (_table, ["Table", "MathTable", "IntegerTable", "DecimalTable"]), (_star, ["Star"]),
    (curve, ["FunctionGraph", "ParametricFunction", "ParametricCurve"]),
) for name in names}  # fmt: skip
