"""What Manim's mobject classes make, and what the methods of a mobject do to it."""

from dataclasses import replace
from typing import Any

from mdx.outline import colours, looks, places, texts, words
from mdx.outline.english import measure
from mdx.outline.given import Args, Kwargs, flat, is_number, point
from mdx.outline.things import Centre, Look, Thing
from mdx.outline.values import shade

MOST = 1000  # members a group may have here
CLASSES = {*words.NOUNS, *looks.LOOKS, *words.GROUPS, *words.BLANKS}
# Classes whose position is given to them, and the arguments that give it.
PLACED_BY_ARGUMENTS = {name: set(given.split()) for name, given in words.table("""
point: Dot Dot3D SmallDot LabeledDot
center: GlowDot TrueDot
start end: Line Arrow DashedLine DoubleArrow ArcBetweenPoints Arrow3D Line3D CurvedArrow
start end: CurvedDoubleArrow
arc_center: Arc
-: Polygon Vector Brace Angle SurroundingRectangle Underline Cross RightAngle
-: BackgroundRectangle BraceBetweenPoints TangentLine CubicBezier BraceLabel BraceText Polyline
-: ArcBrace
""").items()}  # fmt: skip
SHAPES = {
    "set_points_as_corners": "path", "set_points_smoothly": "curve", "set_points": "path",
}  # fmt: skip


def make(name: str, args: Args, kwargs: Kwargs, count: int = 1) -> Thing | None:
    """A new mobject of this class; None for a class that is not known."""
    if name in words.GROUPS:
        group = Thing(Look(), list(flat(args))[:MOST], count)
        if "color" in kwargs:
            group.dress(colour=shade(kwargs["color"]))
        return group
    if name in words.BLANKS:
        return Thing(colours.clothed(Look(), kwargs), [], count)
    if name in ("DashedVMobject", "CurvesAsSubmobjects") and args and isinstance(args[0], Thing):
        thing = duplicate(args[0])  # cut into pieces
        if name == "DashedVMobject" and thing.look.noun:
            thing.look = replace(thing.look, noun="dashed " + thing.look.noun)
        return thing
    if (look := looks.look(name, args, kwargs)) is None:
        return None
    thing = Thing(look, None, count)
    if name in PLACED_BY_ARGUMENTS and (args or not PLACED_BY_ARGUMENTS[name].isdisjoint(kwargs)):
        _settle(thing, name, args, kwargs)
    if name in words.SPLIT and not words.SPLITTING & kwargs.keys():
        thing.labels = [part if type(part) is str and "{{" not in part else "" for part in args]
    return thing


def _settle(thing: Thing, name: str, args: Args, kwargs: Kwargs) -> None:
    """Places a new thing where its arguments say."""
    spot = kwargs.get("point", kwargs.get("arc_center", args[0] if args else None))
    places.dot(thing, point(spot) if "Dot" in name else None)
    if "start" in PLACED_BY_ARGUMENTS[name]:
        given = dict(zip(("start", "end"), [*args, None, None], strict=False)) | kwargs
        ends = places.ends(point(given["start"]), point(given["end"]))
        thing.look = replace(thing.look, ends=ends)
    elif name == "Vector" and args:
        thing.look = replace(thing.look, ends=places.ends((0.0, 0.0, 0.0), point(args[0])))
    where = words.MADE_FOR.get(name, "")
    if name in ("Brace", "BraceLabel", "BraceText"):
        side = kwargs.get("direction", kwargs.get("brace_direction", (0.0, -1.0, 0.0)))
        where = places.beside(args[1] if name == "Brace" and len(args) > 1 else side)
    if where and args and isinstance(args[0], Thing):
        places.place(thing, where, args[0])


def group(members: list[Any]) -> Thing:
    """Some things as a new group."""
    return Thing(Look(), members)


def piece(whole: Thing, key: Any, written: str) -> Thing | None:
    """The part of a thing at this index, as the code writes it; the thing itself if that is all.

    The key is a number, words, or the labels of several parts; None if not known.
    """
    if not whole.look.noun or whole.look.noun == "camera":
        return None
    labels = whole.labels
    if whole.whole and whole.look.label in ("row", "column"):
        return cells(whole.whole, f"{whole.look.label} {key + 1}") if type(key) is int else None
    if (key == 0 and len(labels) == 1) or (key == labels and len(labels) > 1):
        return whole
    if written not in whole.pieces:
        label = key if type(key) is str else ""
        if type(key) is int and len(labels) > 1 and -len(labels) <= key < len(labels):
            label = labels[key]
        elif type(key) is list and all(key):
            label = texts.joined(key)
            label = label if label in whole.look.label else " ".join(key)
        inside = texts.only_formula(label)
        style = "formula" if inside else texts.part_style(label, whole.look)
        label = inside or label
        part = cells(whole, label, style)
        part.whole = whole.whole or whole
        part.labels = [label] if type(key) is str else []  # then [0] is the first place it stands
        whole.pieces[written] = part
    return whole.pieces[written]


def cells(whole: Thing, label: str, style: str = "plain") -> Thing:
    """A part of a table by its name, "row 2", or of a text by its words."""
    part = Thing(Look("part", whole.look.colour, label, style, filled=None, stroked=None))
    part.whole, part.spot = whole, None
    return part


def part(thing: Thing, name: str, args: Args, kwargs: Kwargs) -> Thing | None:
    """A new thing that a method of another one makes, as `axes.plot` does."""
    noun = words.PARTS[name]
    if thing.look.noun not in words.PLOTTED and noun in ("curve", "shaded area"):
        return None
    is_curve = noun in ("curve", "3D surface")
    look = looks.curve(name, args, kwargs) if is_curve else Look(noun)
    if noun.endswith("label"):
        given = args[1:2] if name == "get_graph_label" else args[:1]
        look = Look(noun, label=texts.worded(kwargs.get("label", *given or [None])), style="plain")
    if name == "get_axis_labels":
        return group([Thing(look) for look in looks.axis_labels(thing.look.noun, args, kwargs)])
    new = Thing(colours.clothed(look, kwargs), None, 2 if name == "get_lines_to_point" else 1)
    new.spot = None
    if name in ("get_area", "get_riemann_rectangles") and args and isinstance(args[0], Thing):
        places.place(new, "under", args[0])
        new.look = replace(new.look, detail=looks.span(args, kwargs))
    return new


def method(thing: Thing, name: str, args: Args, kwargs: Kwargs) -> Any:
    """What the method returns after changing the thing; None if unknown."""
    if name in words.PARTS and thing.members is None:
        return part(thing, name, args, kwargs)
    if name in words.CELLS and thing.look.noun in ("table", "matrix"):
        spot = places.spot(args) or ""
        plain = spot or name not in ("get_entries", "get_cell")
        return cells(thing, f"{words.CELLS[name]} {spot}".rstrip()) if plain else None
    if name in words.POINTS:
        return places.spot(args)
    if name in MAKING:
        return MAKING[name](thing, *args)
    if name in ("add", "add_to_back", "remove"):
        _regroup(thing, name, list(flat(args)))
    elif name == "become" and args and isinstance(args[0], Thing):
        thing.look, thing.members = args[0].look, args[0].members
        thing.parts, thing.labels = args[0].parts, args[0].labels
    elif name in colours.RECOLOUR:
        colours.recolour(thing, name, args, kwargs)
    elif name in words.WRITES_NUMBER:
        is_set = name == "set_value" and args and is_number(args[0])
        count(thing, measure(args[0]) if is_set else "")
    elif name in SHAPES and not thing.look.noun:
        thing.look, thing.parts = replace(thing.look, noun=SHAPES[name]), thing.members or []
        thing.members, thing.spot = None, None
    elif name in places.MOVES:
        places.move(thing, name, args, kwargs)
    elif name not in words.SILENT and name not in words.RESIZE and not name.startswith("set_"):
        return None
    if name in words.RESIZE:
        thing.dress(size="")
    if name in words.ADDED and thing.look.noun:
        said = (thing.look.detail, words.ADDED[name])
        thing.look = replace(thing.look, detail=" ".join(dict.fromkeys(filter(None, said))))
    if name in ("apply_function", "apply_complex_function") and thing.look.noun:
        thing.look = replace(
            thing.look, noun="deformed " + thing.look.noun.removeprefix("deformed ")
        )
    return thing


def _regroup(thing: Thing, name: str, given: list[Any]) -> None:
    held: list[Any] = thing.parts if thing.members is None else thing.members
    if name == "remove":
        ids = {id(value) for value in given}
        held[:] = [member for member in held if id(member) not in ids]
    else:
        more = [one for one in given if held is thing.members or isinstance(one, Thing)]
        held += more[: MOST - len(held)]


def count(thing: Thing, label: str) -> None:
    """Sets what a number shows."""
    for leaf in thing.leaves():
        if leaf.look.noun == "number":
            leaf.look = replace(leaf.look, label=label, style="plain")


def duplicate(thing: Thing, copies: dict[int, Thing] | None = None) -> Thing:
    """A copy of the thing and of all its members, each copied once."""
    copies = {} if copies is None else copies
    if id(thing) in copies:
        return copies[id(thing)]
    twin = copies[id(thing)] = Thing(thing.look, None, thing.count)
    if thing.members is not None:
        twin.members = [duplicate(m, copies) if isinstance(m, Thing) else m for m in thing.members]
    twin.parts = [duplicate(part, copies) for part in thing.parts]
    twin.spot = thing.spot
    twin.whole, twin.labels = thing.whole, thing.labels
    twin.copy_of = thing
    twin.became = thing.became
    return twin


def replicate(thing: Thing, *counts: Any) -> Thing:
    """A group of this many copies, or of "several" if the number is unknown."""
    are_counts = all(type(n) is int and n > 0 for n in counts[:2])
    total = 1
    for n in counts[:2] if are_counts else ():
        total *= n
    if are_counts and total <= 60:
        return group([duplicate(thing) for _ in range(total)])
    twin = duplicate(thing)
    for leaf in twin.leaves():
        leaf.count *= total if are_counts else 0
    return group([twin])


def grid(thing: Thing, *counts: Any) -> Thing:
    cells = replicate(thing, *counts)
    places.arrange(cells, "in a grid")
    return cells


def save(thing: Thing, *_: Any) -> Thing:
    thing.saved = [(leaf, leaf.look, leaf.spot) for leaf in thing.leaves()]
    return thing


MAKING: dict[str, Any] = {
    "save_state": save,
    "copy": lambda thing, *_: duplicate(thing), "get_center": lambda thing, *_: Centre(thing),
    **dict.fromkeys(
        ("get_left", "get_right", "get_top", "get_bottom", "get_start", "get_end", "get_corner",
         "get_edge_center"), lambda thing, *_: Centre(thing, near=True)),
    "replicate": lambda thing, count=None, *_: replicate(thing, count), "get_grid": grid,
}  # fmt: skip


def unsettle(thing: Thing, methods: set[str], turned: bool) -> None:
    """Forgets what these methods may have changed, having been called who knows how often."""
    for leaf in thing.leaves():
        if turned:
            leaf.look = Look()
        if not methods.isdisjoint(places.MOVES):
            places.scatter([leaf])
            places.nowhere(leaf)
        if not methods.isdisjoint(colours.RECOLOUR):
            leaf.look = replace(leaf.look, colour="", filled=None, stroked=None)
        if not methods.isdisjoint({"rotate", *words.RESIZE}):
            leaf.look = replace(leaf.look, size="")
        if not methods.isdisjoint(words.WRITES_NUMBER):
            count(leaf, "")
