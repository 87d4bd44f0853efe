"""What Manim's animations show: acts, told as phrases with {} for what they are done to."""

from typing import Any

from mdx.code.outline import mobjects, words
from mdx.code.outline.english import measure
from mdx.code.outline.things import (
    Act,
    Acts,
    Bound,
    Builder,
    Refs,
    Thing,
    Tracker,
    flat,
    is_number,
    is_vector,
    refs,
)
from mdx.code.outline.values import shade


def make(name: str, args: list, kwargs: dict) -> Acts | None:
    """The acts of this animation; None for a name that is no animation."""
    maker = MAKERS.get(name)
    return maker(name, args, kwargs) if maker else None


def played(animation: Any) -> Acts:
    """The acts of something handed to play."""
    if isinstance(animation, Builder):
        return animation.acts
    return animation if isinstance(animation, Acts) else Acts()


def _simple(name: str, args: list, kwargs: dict) -> Acts:
    things = refs(*args) if name in words.ALL_ARGUMENTS else refs(*args[:1])
    phrase = PHRASES[name]
    moved = kwargs.get("shift")
    if name == "FadeIn" and is_vector(moved) and moved[1] and not moved[0]:
        phrase += " from below" if moved[1] > 0 else " from above"
    if phrase not in ("draw {}", "write {}"):
        return Acts([Act(phrase, things)]) if things else Acts()
    written = tuple(ref for ref in things if ref.look.noun in words.WRITTEN)
    drawn = tuple(ref for ref in things if ref.look.noun not in words.WRITTEN)
    both = (Act("draw {}", drawn), Act("write {}", written))
    return Acts(act for act in both if act.things)


def _deform(name: str, args: list, kwargs: dict) -> Acts:
    return Acts([Act(words.DEFORM[name], things)]) if (things := refs(*args[1:2])) else Acts()


def _transform(name: str, args: list, kwargs: dict) -> Acts:
    if len(args) < 2 or not isinstance(args[0], Thing):
        return Acts()
    return transform(words.TRANSFORM[name], args[0], args[1])


def transform(phrase: str, thing: Thing, target: Any) -> Acts:
    """The act of turning a thing into another, which it is from now on."""
    source = thing
    if thing.copy_of is not None and phrase.startswith("turn {} into"):
        source, phrase = thing.copy_of, "turn a copy of {} into {to}"
    before = refs(source)
    if isinstance(target, Builder):  # Transform(x, x.copy().shift(UP)) written with a target
        target = None
    after = refs(target) if is_whole(target) and is_whole(source) else ()
    if isinstance(target, Thing):
        if target.copy_of is thing:
            return Acts([Act("transform {}", before)]) if before else Acts()
        if source is thing and "copy" not in phrase:
            thing.became, target.became = target, None
    elif source is thing:
        thing.dress(colour="", label="", place=("", None))
    if not before:
        return Acts()
    return Acts([Act(phrase, before, after) if after else Act("transform {}", before)])


def is_whole(value: Any) -> bool:
    """Whether all that is in the thing is known."""
    todo, seen = [value], set()
    while todo:
        one = todo.pop()
        if not isinstance(one, Thing):
            return False
        if id(one) not in seen and one.members is not None:
            seen.add(id(one))
            todo += flat(one.members)
    return True


def _group(name: str, args: list, kwargs: dict) -> Acts:
    acts = Acts(act for one in flat(args) for act in played(one))
    acts.in_turn = name != "AnimationGroup" or bool(kwargs.get("lag_ratio"))
    return acts


def _mapped(name: str, args: list, kwargs: dict) -> Acts:
    """LaggedStartMap(FadeIn, group): the class comes first, the things after it."""
    animation = args[0] if args else None
    if type(animation) is not ClassName or len(args) < 2:
        return Acts()
    acts = make(animation, args[1:2], {}) or Acts()
    acts.in_turn = name != "AnimationGroup"
    return acts


def _rotate(name: str, args: list, kwargs: dict) -> Acts:
    angle = kwargs.get("angle", kwargs.get("radians", args[1] if len(args) > 1 else None))
    things = refs(*args[:1])
    return Acts([Act("rotate {}" + degrees(angle), things)]) if things else Acts()


def _along(name: str, args: list, kwargs: dict) -> Acts:
    things, path = refs(*args[:1]), refs(*args[1:2])
    if things and isinstance(args[0], Thing):
        mobjects.move(args[0], "align_to", [], {})
    if not things:
        return Acts()
    return Acts([Act("move {} along {to}", things, path) if path else Act("move {}", things)])


def _applied(name: str, args: list, kwargs: dict) -> Acts:
    if args and isinstance(args[0], Bound):
        return animated(args[0].thing, args[0].method, args[1:], kwargs)
    method = {"FadeToColor": "set_color", "ScaleInPlace": "scale"}.get(name)
    if method and args and isinstance(args[0], Thing):
        return animated(args[0], method, args[1:], kwargs)
    return Acts()


def _target(name: str, args: list, kwargs: dict) -> Acts:
    thing = args[0] if args else None
    if not isinstance(thing, Thing):
        return Acts()
    acts = thing.target.acts if thing.target else Acts()
    return acts or Acts([Act("transform {}", things)] if (things := refs(thing)) else [])


def animated(thing: Thing, method: str, args: list, kwargs: dict) -> Acts:
    """What `thing.animate.method(...)` shows; the thing is changed by it."""
    if method == "become":
        return transform("turn {} into {to}", thing, args[0] if args else None)
    before = refs(thing)
    phrase, to = motion(method, args, kwargs)
    if phrase.startswith("turn {} ") and all(phrase[8:] == ref.look.colour for ref in before):
        return Acts()  # it has that colour already
    if thing.look.noun == "camera":
        phrase = camera(method, args, kwargs) or phrase
    else:
        mobjects.method(thing, method, args, kwargs)
    if not phrase or not before or ("{to}" in phrase and not to):
        return Acts()
    return Acts([Act(phrase, before, to)])


def camera(method: str, args: list, kwargs: dict) -> str:
    """What the method does to the view."""
    first = args[0] if args else kwargs.get("width")
    usual = 1 if method == "scale" else 14.0
    if method in ("scale", "set_width", "set") and is_number(first) and first != usual:
        return "zoom in" if first < usual else "zoom out"
    if method in ("scale", "set_width", "set_height", "set"):
        return "change the zoom"
    turned = ("set_euler_angles", "reorient", "increment_phi", "increment_theta", "rotate")
    return "turn the camera" if method in turned else ""


def motion(method: str, args: list, kwargs: dict) -> tuple[str, Refs]:
    """The phrase for a method that is animated, and the things that it names."""
    first = args[0] if args else None
    if method in GOALS:
        if isinstance(first, Thing) and (to := refs(first)):
            return GOALS[method], to
        return (MOTIONS[method](first, kwargs) if method in MOTIONS else "move {}"), ()
    return (MOTIONS[method](first, kwargs) if method in MOTIONS else ""), ()


def _shifted(vector: Any, _: dict) -> str:
    if not is_vector(vector):
        return "move {}"
    x, y = vector[:2]
    sideways = "left" if x < 0 else "right" if x > 0 else ""
    level = "up" if y > 0 else "down" if y < 0 else ""
    if sideways and level:
        return f"move {{}} {level} and to the {sideways}"
    return f"move {{}} to the {sideways}" if sideways else f"move {{}} {level}".rstrip()


def _moved(point: Any, _: dict) -> str:
    if not is_vector(point):
        return "move {}"
    if not any(point):
        return "move {} to the centre"
    where = mobjects.whereabouts(*point[:2])
    return (
        "move {} " + where.replace("at the", "to the").replace("on the", "to the")
        if where
        else "move {}"
    )


def _to_edge(edge: Any, _: dict) -> str:
    return "move {} " + (mobjects.corner(edge, "to the {} edge", "into the {} corner") or "aside")


def _scaled(factor: Any, _: dict) -> str:
    if not is_number(factor) or factor in (0, 1):
        return "scale {}" if factor is None else ""
    return "enlarge {}" if factor > 1 else "shrink {}" if factor > 0 else ""


def _coloured(given: Any, kwargs: dict) -> str:
    colour = shade(kwargs.get("color", given))
    return f"turn {{}} {colour}" if colour else "recolour {}" if "opacity" not in kwargs else ""


def _opacity(value: Any, _: dict) -> str:
    return (
        "fade out {}"
        if value == 0
        else "make {} translucent"
        if is_number(value) and value < 1
        else ""
    )


def _counted(value: Any) -> str:
    return f"run {{}} to {measure(value)}" if is_number(value) else "change {}"


GOALS = {
    "move_to": "move {} to {to}",
    "next_to": "move {} next to {to}",
    "align_to": "align {} with {to}",
}
MOTIONS: dict[str, Any] = {
    "shift": _shifted, "move_to": _moved, "to_edge": _to_edge, "to_corner": _to_edge,
    "scale": _scaled, "scale_in_place": _scaled, "set_color": _coloured, "set_opacity": _opacity,
    "set_fill": _coloured, "set_stroke": _coloured,
    "center": lambda *_: "move {} to the centre",
    "rotate": lambda angle, _: "rotate {}" + degrees(angle),
    "rotate_in_place": lambda angle, _: "rotate {}" + degrees(angle),
    "flip": lambda *_: "flip {}",
    "fade": lambda *_: "dim {}",
    "restore": lambda *_: "restore {}",
    "stretch": lambda *_: "stretch {}",
    "apply_matrix": lambda *_: "apply a matrix to {}",
    "apply_complex_function": lambda *_: "deform {} by a complex function",
    "apply_function": lambda *_: "deform {}",
    "arrange": lambda *_: "line up {}",
    "change_bar_values": lambda *_: "change the bars of {}",
    "set_value": lambda value, _: _counted(value),
    "set": lambda *_: "resize {}",
    "set_width": lambda *_: "resize {}",
    "set_height": lambda *_: "resize {}",
    "scale_to_fit_width": lambda *_: "resize {}",
    "scale_to_fit_height": lambda *_: "resize {}",
    "match_points": lambda *_: "reshape {}",
    "add_edges": lambda *_: "add edges to {}",
    "add_vertices": lambda *_: "add vertices to {}",
    "remove_edges": lambda *_: "remove edges from {}",
    "remove_vertices": lambda *_: "remove vertices from {}",
    "expand": lambda *_: "expand {}",
    "arrange_in_grid": lambda *_: "arrange {} in a grid",
    "set_x": lambda *_: "move {}",
    "set_y": lambda *_: "move {}",
}  # fmt: skip


def lasting(phrase: str) -> str:
    """What an updater goes on doing: "keep {} next to {to}"; "" for what is not told."""
    for beginning, keeping in words.LASTING.items():
        if phrase.startswith(beginning):
            return keeping
    return ""


def degrees(angle: Any) -> str:
    """ " by 90 degrees", " a full turn"; "" where the angle is not known."""
    if not is_number(angle) or not angle:
        return ""
    turn = round(abs(angle) * 180 / words.NUMBERS["PI"], 1)
    sense = "" if angle > 0 else " clockwise"
    return f" by a full turn{sense}" if turn == 360 else f" by {measure(turn)} degrees{sense}"


def tracked(tracker: Tracker, method: str, args: list) -> Acts:
    """The change of a tracked value, told of the things that follow it (see Stage.play)."""
    first = args[0] if args else None
    if method == "increment_value":
        known = is_number(first) and is_number(tracker.value)
        first = tracker.value + first if known else None
    elif method != "set_value":
        return Acts()
    old, tracker.value = tracker.value, first
    span = (
        f" from {measure(old)} to {measure(first)}" if is_number(old) and is_number(first) else ""
    )
    return Acts([Act("let {} change as a value goes" + span if span else "let {} change")])


class ClassName(str):
    """The name of an animation's class, handed over as it is."""


PHRASES = words.INTRODUCE | words.REMOVE | words.EMPHASIZE
MAKERS: dict[str, Any] = (
    dict.fromkeys(PHRASES, _simple)
    | dict.fromkeys(words.DEFORM, _deform)
    | dict.fromkeys(words.TRANSFORM, _transform)
    | dict.fromkeys(("AnimationGroup", "LaggedStart", "Succession"), _group)
    | dict.fromkeys(("LaggedStartMap",), _mapped)
    | dict.fromkeys(("Rotate", "Rotating"), _rotate)
    | dict.fromkeys(("ApplyMethod", "FadeToColor", "ScaleInPlace"), _applied)
    | {"MoveAlongPath": _along, "MoveToTarget": _target}
)
