"""What calling Manim's classes and methods does to the stage: shapes made, moved and animated."""

import ast
from dataclasses import replace
from typing import Any

from mdx.code.outline import words
from mdx.code.outline.english import measure
from mdx.code.outline.walk import (
    Act,
    Acts,
    Bound,
    Builder,
    Colour,
    Function,
    Look,
    Ref,
    Stage,
    Step,
    Thing,
    colour,
    flat,
    is_number,
    is_vector,
)

FORMATTED = ("color", "stroke_color", "fill_color")
SCREEN = (7.1, 4.0)  # half of the frame's width and height, in units


def call(stage: Stage, node: ast.Call, scope: dict) -> Any:
    """What the call returns, after its effect on the stage."""
    function = node.func
    args = stage.several(node.args, scope)
    kwargs = {k.arg: stage.value(k.value, scope) for k in node.keywords if k.arg}
    if isinstance(function, ast.Name):
        known = scope.get(function.id, stage.globals.get(function.id))
        if isinstance(known, Function):
            return stage.call_function(known, args, kwargs, False)
        return by_name(stage, function.id, args, kwargs)
    if not isinstance(function, ast.Attribute):
        return None
    if isinstance(function.value, ast.Name) and function.value.id == "self":
        if function.attr in stage.methods:
            method = Function(stage.methods[function.attr], {})
            return stage.call_function(method, args, kwargs, True)
        return scene_method(stage, function.attr, args, kwargs)
    if isinstance(function.value, ast.Call) and getattr(function.value.func, "id", "") == "super":
        return None
    owner = stage.value(function.value, scope)
    if isinstance(owner, Builder):
        owner.acts += animated(owner.thing, function.attr, args, kwargs)
        return owner
    if isinstance(owner, Thing):
        return thing_method(stage, owner, function.attr, args, kwargs)
    if isinstance(owner, list) and not isinstance(owner, Acts):
        return list_method(owner, function.attr, args)
    return None


def list_method(owner: list, method: str, args: list) -> None:
    if method == "append" and len(owner) < 1000:
        owner.append(args[0] if args else None)
    elif method == "extend" and args and isinstance(args[0], list) and len(owner) < 1000:
        owner += args[0]


# ---- things ----


def by_name(stage: Stage, name: str, args: list, kwargs: dict) -> Any:
    if name in stage.classes:
        return None
    for table, apply in ANIMATIONS:
        if name in table:
            return apply(table[name], args, kwargs)
    if name in ANIMATION_GROUPS:
        return group_of_acts(args)
    if name in ("ApplyMethod", "MoveToTarget", "Rotate", "Rotating", "ScaleInPlace", "FadeToColor"):
        return old_animation(name, args, kwargs)
    if name == "always_redraw" and args and isinstance(args[0], Function):
        return stage.call_function(args[0], [], {}, False)
    if name in BUILTINS:
        return BUILTINS[name](stage, *args) if args else None
    look = built(name, args, kwargs)
    if look is None:
        return None
    members = None
    if name in words.GROUPS:
        members = list(flat(args))
    thing = Thing(look, members, 1 if stage.symbolic is None else stage.symbolic)
    if kwargs.get("color") and members:
        thing.dress(colour=shade(kwargs["color"]))
    return thing


def built(name: str, args: list, kwargs: dict) -> Look | None:
    """The look of a new mobject of this class; None for a class not known."""
    if name in words.GROUPS:
        return Look()
    made_of = shade(kwargs.get("color"))
    if not made_of and kwargs.get("fill_opacity", 1) != 0:
        made_of = shade(kwargs.get("fill_color"))
    made_of = made_of or shade(kwargs.get("stroke_color"))
    if name in words.TEXTS:
        said = [a for a in args if isinstance(a, str)]
        text = (" " if name == "Tex" else ", " if name == "BulletedList" else "").join(said)
        known = said and len(said) == len(args)
        return Look(words.TEXTS[name], made_of, text.strip() if known else "")
    if name in words.FORMULAS:
        said = [a for a in args if isinstance(a, str)]
        known = said and len(said) == len(args)
        return Look("formula", made_of, " ".join(said).strip() if known else "", formula=True)
    noun = words.NOUNS.get(name)
    if noun is None:
        return None
    if name in ("Integer", "DecimalNumber") and args and is_number(args[0]):
        return Look(noun, made_of, measure(args[0]))
    if name == "RegularPolygon" and (sides := args[0] if args else kwargs.get("n", 6)):
        return Look(words.POLYGONS.get(sides, noun), made_of)
    return Look(noun, made_of, detail=size(name, args, kwargs))


def size(name: str, args: list, kwargs: dict) -> str:
    if name in ("Circle", "Sphere"):
        radius = kwargs.get("radius", args[0] if args else None)
        return f"with radius {measure(radius)}" if is_number(radius) and radius != 1 else ""
    if name == "Square":
        side = kwargs.get("side_length", args[0] if args else None)
        return f"with side length {measure(side)}" if is_number(side) and side != 2 else ""
    return ""


def shade(value: Any) -> str:
    if isinstance(value, Colour):
        return str(value)
    if type(value) is str:
        return str(colour(value) or "")
    return ""


def thing_method(stage: Stage, thing: Thing, method: str, args: list, kwargs: dict) -> Any:
    """Changes the thing as the method does; returns what the method returns, None if not known."""
    if method == "copy":
        return duplicate(thing)
    if method == "generate_target":
        return None
    if method in ("add", "add_to_back") and thing.members is not None:
        if len(thing.members) < 1000:
            thing.members += list(flat(args))
    elif method in RECOLOUR:
        recolour(thing, method, args, kwargs)
    elif method in MOVES:
        MOVES[method](thing, *args[:2], **{k: v for k, v in kwargs.items() if k == "buff"})
    elif method not in SILENT:
        return None
    return thing


def duplicate(thing: Thing) -> Thing:
    members = thing.members
    if members is not None:
        members = [duplicate(m) if isinstance(m, Thing) else m for m in members]
    made = Thing(thing.look, members, thing.count)
    made.spot = thing.spot
    return made


def recolour(thing: Thing, method: str, args: list, kwargs: dict) -> None:
    given = kwargs.get("color", args[0] if args else None)
    if method == "set_fill" and 0 in (kwargs.get("opacity"), *args[1:2]):
        return
    if method in ("set_stroke", "set_style") and (given is None or thing.look.colour):
        return
    if method in ("set_fill", "set_opacity") and given is None:
        return
    thing.dress(colour=shade(given))


def place(thing: Thing, where: str = "", other: Thing | None = None) -> None:
    thing.look = replace(thing.look, place=(where, other))


def next_to(thing: Thing, other: Any = None, direction: Any = (1.0, 0.0, 0.0), **_: Any) -> None:
    thing.spot = None
    words_ = {
        (1, 0): "to the right of",
        (-1, 0): "to the left of",
        (0, 1): "above",
        (0, -1): "below",
    }
    sign = is_vector(direction) and tuple((p > 0) - (p < 0) for p in direction[:2])
    known = isinstance(other, Thing) and sign in words_
    place(thing, words_[sign] if known else "", other if known else None)


def to_edge(thing: Thing, direction: Any = (-1.0, 0.0, 0.0), *_: Any, **__: Any) -> None:
    thing.spot = None
    place(thing, corner(direction, "at the {} edge", "in the {} corner"))


def to_corner(thing: Thing, direction: Any = (-1.0, -1.0, 0.0), *_: Any, **__: Any) -> None:
    to_edge(thing, direction)


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


def shift(thing: Thing, *vectors: Any, **_: Any) -> None:
    if thing.spot is None or not all(is_vector(v) for v in vectors):
        thing.spot = None
        return place(thing)
    x, y, z = (sum(parts) for parts in zip(thing.spot, *vectors))
    thing.spot = (x, y, z)
    place(thing, whereabouts(x, y))


def move_to(thing: Thing, point: Any = None, *_: Any, **__: Any) -> None:
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


def nowhere(thing: Thing, *_: Any, **__: Any) -> None:
    thing.spot = None
    place(thing)


def centre(thing: Thing, *_: Any, **__: Any) -> None:
    thing.spot = (0.0, 0.0, 0.0)
    place(thing)


MOVES: dict[str, Any] = {
    "next_to": next_to, "to_edge": to_edge, "to_corner": to_corner, "shift": shift,
    "move_to": move_to, "center": centre, "align_to": nowhere, "arrange": nowhere,
    "arrange_in_grid": nowhere, "set_x": nowhere, "set_y": nowhere, "move_arc_center_to": nowhere,
    "arrange_submobjects": nowhere, "put_start_and_end_on": nowhere,
}  # fmt: skip
RECOLOUR = {"set_color", "set_fill", "set_stroke", "set_style", "set_color_by_gradient", "fade"}
# Methods that return the mobject itself and change nothing that is told.
SILENT = {
    "scale", "rotate", "stretch", "set_opacity", "set_z_index", "set_width", "set_height", "flip",
    "stretch_to_fit_height", "stretch_to_fit_width", "scale_to_fit_height", "save_state",
    "scale_to_fit_width", "add_updater", "clear_updaters", "suspend_updating", "resume_updating",
    "add_coordinates", "set", "add_background_rectangle", "remove_updater", "set_z", "round_corners",
    "set_stroke_width", "add_tip", "fix_in_frame", "set_sheen", "set_color_by_tex", "scale_in_place",
    "set_color_by_tex_to_color_map", "apply_function", "apply_matrix", "rotate_about_origin",
    "add_numbers", "set_backstroke", "set_background_stroke", "set_points_as_corners",
}  # fmt: skip


# ---- animations ----


def introduce(phrase: str, args: list, kwargs: dict) -> Acts:
    return Acts([Act(phrase, Ref.all(*args[:1]))])


def remove(phrase: str, args: list, kwargs: dict) -> Acts:
    return Acts([Act(phrase, Ref.all(*args))])


def transform(phrase: str, args: list, kwargs: dict) -> Acts:
    if len(args) < 2 or not isinstance(args[0], Thing):
        return Acts()
    before, after = Ref.all(args[0]), Ref.all(args[1])
    if not after:
        return Acts([Act("transform {}", before)])
    act = Act(phrase, before, after)
    if isinstance(args[1], Thing) and len(before) == len(after) == 1:
        before[0].thing.look = after[0].look
    return Acts([act])


def emphasize(phrase: str, args: list, kwargs: dict) -> Acts:
    return Acts([Act(phrase, Ref.all(*args[:1]))])


ANIMATIONS = (
    (words.INTRODUCE, introduce),
    (words.REMOVE, remove),
    (words.TRANSFORM, transform),
    (words.EMPHASIZE, emphasize),
)
ANIMATION_GROUPS = {"AnimationGroup", "LaggedStart", "Succession"}


def group_of_acts(args: list) -> Acts:
    return Acts(act for one in flat(args) for act in played(one))


def played(animation: Any) -> Acts:
    """The acts of something handed to play."""
    if isinstance(animation, Builder):
        return animation.acts
    return animation if isinstance(animation, Acts) else Acts()


def old_animation(name: str, args: list, kwargs: dict) -> Acts:
    if name == "ApplyMethod" and args and isinstance(args[0], Bound):
        return animated(args[0].thing, args[0].method, args[1:], kwargs)
    if not args or not isinstance(args[0], Thing):
        return Acts()
    if name in ("Rotate", "Rotating"):
        return Acts([Act("rotate {}", Ref.all(args[0]))])
    if name == "FadeToColor":
        return animated(args[0], "set_color", args[1:], kwargs)
    if name == "ScaleInPlace":
        return animated(args[0], "scale", args[1:], kwargs)
    return Acts()


def animated(thing: Thing, method: str, args: list, kwargs: dict) -> Acts:
    """What `thing.animate.method(...)` shows; the thing is changed by it."""
    before = Ref.all(thing)
    phrase = motion(method, args, kwargs)
    if method in ("become", "target") and args and isinstance(args[0], Thing):
        return transform("turn {} into {to}", [thing, *args], kwargs)
    if method in MOVES or method in RECOLOUR:
        thing_method(None, thing, method, args, kwargs)  # type: ignore[arg-type]
    after = Ref.all(*args[:1]) if "{to}" in phrase else ()
    return (
        Acts([Act(phrase, before, after)]) if phrase and ("{to}" not in phrase or after) else Acts()
    )


def motion(method: str, args: list, kwargs: dict) -> str:
    first = args[0] if args else None
    match method:
        case "shift" if is_vector(first):
            return towards(first)
        case "shift" | "move_to" | "next_to" | "align_to" if isinstance(first, Thing):
            return "move {} to {to}" if method == "move_to" else "move {} next to {to}"
        case "move_to" if is_vector(first):
            where = whereabouts(*first[:2])
            return (
                "move {} " + where.replace("at the", "to the").replace("on the", "to the")
                if where
                else "move {}"
            )
        case "shift" | "move_to" | "next_to" | "align_to":
            return "move {}"
        case "center":
            return "move {} to the centre"
        case "to_edge" | "to_corner":
            return (
                "move {} " + corner(first, "to the {} edge", "into the {} corner")
                if first
                else "move {}"
            )
        case "scale" | "scale_in_place" if is_number(first):
            return "enlarge {}" if first > 1 else "shrink {}" if first < 1 else ""
        case "rotate" | "rotate_in_place":
            return "rotate {}" + degrees(first)
        case "set_color" | "set_fill" | "set_stroke" if shade(kwargs.get("color", first)):
            return f"turn {{}} {shade(kwargs.get('color', first))}"
        case "set_opacity" if first == 0:
            return "fade out {}"
        case "flip":
            return "flip {}"
        case "arrange" | "arrange_in_grid":
            return "arrange {} " + ("in a grid" if "grid" in method else "in a line")
    return ""


def degrees(angle: Any) -> str:
    if not is_number(angle):
        return ""
    turn = abs(angle) * 180 / words.NUMBERS["PI"]
    return f" by {measure(round(turn, 1))} degrees" if turn else ""


def towards(vector: tuple) -> str:
    x, y = vector[:2]
    sideways = "left" if x < 0 else "right" if x > 0 else ""
    level = "up" if y > 0 else "down" if y < 0 else ""
    if sideways and level:
        return f"move {{}} {level} and to the {sideways}"
    if sideways:
        return f"move {{}} to the {sideways}"
    return f"move {{}} {level}" if level else "move {}"


# ---- the scene ----


def scene_method(stage: Stage, method: str, args: list, kwargs: dict) -> None:
    if method == "play":
        play(stage, args)
    elif method in (
        "add",
        "bring_to_front",
        "add_foreground_mobjects",
        "add_fixed_in_frame_mobjects",
    ):
        things = Ref.all(*args)
        fresh = tuple(ref for ref in things if ref.thing not in stage.shown)
        if fresh:
            stage.steps.append(Step([Act("show {}", fresh)], moving=False))
            remember(stage, fresh)
    elif method in ("remove", "clear"):
        gone = Ref.all(*args) if method == "remove" else Ref.all(*stage.shown)
        if gone:
            stage.steps.append(Step([Act("remove {}", gone)]))
            forget(stage, gone)
    elif method == "wait":
        seconds = args[0] if args else kwargs.get("duration", 1)
        stage.steps.append(Step([Act(pause(seconds))]))
    elif method in ("begin_ambient_camera_rotation",):
        stage.steps.append(Step([Act("slowly rotate the camera around the scene")]))
    elif method == "move_camera":
        stage.steps.append(Step([Act("move the camera")]))


def pause(seconds: Any) -> str:
    return f"wait {measure(seconds)} seconds" if is_number(seconds) and seconds >= 2 else ""


def remember(stage: Stage, refs: tuple[Ref, ...]) -> None:
    stage.shown += [ref.thing for ref in refs if ref.thing not in stage.shown]


def forget(stage: Stage, refs: tuple[Ref, ...]) -> None:
    gone = {id(ref.thing) for ref in refs}
    stage.shown[:] = [thing for thing in stage.shown if id(thing) not in gone]


def play(stage: Stage, args: list) -> None:
    acts = Acts()
    todo = list(flat(args))
    while todo:
        one = todo.pop(0)
        if isinstance(one, Bound):  # old manimlib: self.play(thing.shift, UP)
            given = []
            while todo and not isinstance(todo[0], (Bound, Acts, Builder)):
                given.append(todo.pop(0))
            acts += animated(one.thing, one.method, given, {})
        else:
            acts += played(one)
    for act in acts:
        if act.phrase in words.REMOVE.values():
            forget(stage, act.things)
        else:
            remember(stage, act.things + act.to)
    stage.steps.append(Step(list(acts)))


# ---- Python's own ----


def range_of(stage: Stage, *bounds: Any) -> list | None:
    if all(isinstance(b, int) and abs(b) < 1000 for b in bounds) and 0 not in bounds[2:]:
        return list(range(*bounds[:3]))
    return None


def enumerated(stage: Stage, source: Any, *_: Any) -> list | None:
    items = stage.items(source)
    return None if items is None else [list(pair) for pair in enumerate(items)]


def zipped(stage: Stage, *sources: Any) -> list | None:
    found = [stage.items(source) for source in sources]
    return None if None in found else [list(row) for row in zip(*found)]  # type: ignore[arg-type]


def text_of(stage: Stage, value: Any = None, *_: Any) -> str | None:
    return str(value) if isinstance(value, (int, str)) and abs(len(str(value)[:99])) < 99 else None


def length(stage: Stage, value: Any = None, *_: Any) -> int | None:
    items = stage.items(value)
    return None if items is None else len(items)


BUILTINS: dict[str, Any] = {
    "range": range_of, "enumerate": enumerated, "zip": zipped, "str": text_of, "len": length,
    "list": lambda stage, value=None, *_: stage.items(value),
    "reversed": lambda stage, value=None, *_: (stage.items(value) or [])[::-1] or None,
}  # fmt: skip
