"""What a mobject's methods show when they are animated: `thing.animate.shift(UP)` and its like."""

from typing import Any

from mdx.outline import colours, mobjects, places, words
from mdx.outline.english import measure
from mdx.outline.things import (
    Act,
    Acts,
    Args,
    Builder,
    Centre,
    Kwargs,
    Ref,
    Refs,
    Thing,
    Tracker,
    flat,
    is_number,
    is_vector,
    refs,
)
from mdx.outline.values import shade


def transform(phrase: str, thing: Thing, target: Any) -> Acts:
    """The act of turning a thing into another, which it is from now on."""
    source, copied = thing, "copy" in phrase
    if thing.copy_of is not None and "{to}" in phrase and not copied:
        source, phrase, copied = thing.copy_of, phrase.replace("{}", "a copy of {}", 1), True
    before = refs(source)
    if isinstance(target, Builder):  # Transform(x, x.copy().shift(UP)) written with a target
        target = None
    after = refs(target) if is_whole(target) and is_whole(source) else ()
    if isinstance(target, Thing) and not copied:
        if before and len(before) == len(after) and all(map(same, before, after)):
            return _changed(before, after)
        if target.copy_of is not thing:
            thing.became, target.became = target, None
    elif not copied:
        thing.dress(colour="", label="", place=("", None, 0))
    if not before:
        return Acts()
    return Acts([Act(phrase, before, after) if after else Act("transform {}", before)])


def restored(thing: Thing) -> Acts:
    """The act of bringing a thing back to how it was when its state was saved."""
    if thing.look.noun == "camera":
        return Acts([Act(BACK, refs(thing))])
    saved, thing.saved = thing.saved, []
    moved = any(leaf.moved != before for leaf, *_, before in saved)
    recoloured = bool(saved) and all(leaf.look.colour != look.colour for leaf, look, *_ in saved)
    before = refs(thing)
    for leaf, look, spot, _ in saved:
        leaf.look, leaf.spot = look, spot
        leaf.moved += moved
    if not before:
        return Acts()
    if all(ref.look.hidden for ref in before):
        return Acts([Act("fade in {}", refs(thing))])
    colours = {look.colour for _, look, *_ in saved}
    if recoloured and len(colours) == 1 and "" not in colours:
        return Acts([Act("turn {} " + colours.pop(), before)])
    return Acts([Act("move {} into place" if moved else "restore {}", before)])


def same(one: Ref, other: Ref) -> bool:
    """Whether a thing is turned into a copy of itself, or what would be called the same."""
    alike = all(getattr(one.look, k) == getattr(other.look, k) for k in ("noun", "label", "detail"))
    unwritten = one.look.noun not in words.WRITTEN or bool(one.look.label)
    return alike and (unwritten or other.thing.copy_of is one.thing)


def _changed(before: Refs, after: Refs) -> Acts:
    """Things that stay what they are, but elsewhere, or of another colour or size."""
    pairs = list(zip(before, after, strict=True))
    colours = {ref.look.colour for ref in after}
    recoloured = [one.look.colour != other.look.colour for one, other in pairs]
    moved = all(ref.thing.copy_of and ref.thing.moved for ref in after)
    for one, other in pairs:
        if one.thing is not other.thing:
            one.thing.look, one.thing.spot = other.look, other.thing.spot
            one.thing.moved += 1
            other.thing.became = one.thing  # it goes by both names
    where, beside, _ = after[0].look.place
    if len(colours) == 1 and "" not in colours and all(recoloured):
        return Acts([Act("turn {} " + colours.pop(), before)])
    if any(recoloured):
        return Acts([Act("recolour {}", before)])
    if len(after) == 1 and beside is not None and (to := refs(beside)):
        return Acts([Act(f"move {{}} {where} {{to}}", before, to)])
    return Acts([Act("move {}" if moved else "change {}", before)])


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


def animated(thing: Thing, method: str, args: Args, kwargs: Kwargs) -> Acts:
    """What `thing.animate.method(...)` shows; the thing is changed by it."""
    if method == "restore":
        return restored(thing)
    if method == "become":
        return transform("turn {} into {to}", thing, args[0] if args else None)
    if method in TURNED and type(kwargs.get("axis")) is tuple and kwargs["axis"] != (0.0, 0.0, 1.0):
        args = [abs(angle) if is_number(angle) else None for angle in args[:1]]  # whose clockwise?
    before = refs(thing)
    phrase, to = motion(method, args, kwargs)
    if phrase.startswith("turn {} ") and all(phrase[8:] == ref.look.colour for ref in before):
        return Acts()  # it has that colour already
    if phrase.startswith("run {} to ") and all(phrase[10:] == ref.look.label for ref in before):
        return Acts()  # it shows that already
    if thing.look.noun == "camera":
        phrase = camera(method, args, kwargs) or phrase
    else:
        mobjects.method(thing, method, args, kwargs)
    if before and all(ref.look.hidden for ref in before):
        before = refs(thing)
        phrase = "fade in {}" if method in colours.RECOLOUR else phrase
    if not phrase or not before or ("{to}" in phrase and not to):
        return Acts()
    return Acts([Act(phrase, before, to)])


BACK = "bring {} back to where it began"


def camera(method: str, args: Args, kwargs: Kwargs) -> str:
    """What the method does to the view."""
    first = args[0] if args else kwargs.get("width")
    usual = 1 if method == "scale" else 14.0
    if method in ("scale", "set_width", "set") and is_number(first) and first != usual:
        return "zoom in" if first < usual else "zoom out"
    if method in words.RESIZE:
        return "change the zoom"
    if method == "to_default_state":
        return BACK
    turned = ("set_euler_angles", "reorient", "increment_phi", "increment_theta", "rotate")
    return "turn the camera" if method in turned else ""


def motion(method: str, args: Args, kwargs: Kwargs) -> tuple[str, Refs]:
    """The phrase for a method that is animated, and the things that it names."""
    first = args[0] if args else None
    if method in GOALS:
        goal = first.thing if isinstance(first, Centre) else first
        if isinstance(goal, Thing) and (to := refs(goal)):
            return GOALS[method], to
    return (MOTIONS[method](first, kwargs) if method in MOTIONS else ""), ()


def _shifted(vector: Any, _: dict[str, Any]) -> str:
    if not is_vector(vector):
        return "move {}"
    x, y = vector[:2]
    sideways = "left" if x < 0 else "right" if x > 0 else ""
    level = "up" if y > 0 else "down" if y < 0 else ""
    if sideways and level:
        return f"move {{}} {level} and to the {sideways}"
    return f"move {{}} to the {sideways}" if sideways else f"move {{}} {level}".rstrip()


def _moved(point: Any, _: dict[str, Any]) -> str:
    if not is_vector(point):
        return "move {}"
    if not any(point):
        return "move {} to the centre"
    where = places.whereabouts(*point[:2]).replace("at the", "to the").replace("on the", "to the")
    return f"move {{}} {where}".rstrip()


def _scaled(factor: Any, _: dict[str, Any]) -> str:
    if not is_number(factor) or factor in (0, 1):
        return "scale {}" if factor is None else ""
    return "enlarge {}" if factor > 1 else "shrink {}" if factor > 0 else ""


def _coloured(given: Any, kwargs: Kwargs) -> str:
    colour = shade(kwargs.get("color", given))
    return f"turn {{}} {colour}" if colour else "recolour {}" if "opacity" not in kwargs else ""


def _filled(given: Any, kwargs: Kwargs) -> str:
    colour = shade(kwargs.get("color", given))
    return f"fill {{}} with {colour}" if colour and kwargs.get("opacity") != 0 else ""


def _outlined(given: Any, kwargs: Kwargs) -> str:
    colour = shade(kwargs.get("color", given))
    return f"give {{}} a {colour} outline" if colour else ""


def _opacity(value: Any, _: dict[str, Any]) -> str:
    if value == 0:
        return "fade out {}"
    return "make {} translucent" if is_number(value) and value < 1 else ""


def degrees(angle: Any) -> str:
    """ " by 90 degrees", " a full turn"; "" where the angle is not known."""
    if not is_number(angle) or not angle:
        return ""
    turn = round(abs(angle) * 180 / words.NUMBERS["PI"], 1)
    sense = "" if angle > 0 else " clockwise"
    return f" by a full turn{sense}" if turn == 360 else f" by {measure(turn)} degrees{sense}"


GOALS = {
    "move_to": "move {} to {to}",
    "replace": "move {} to {to}",
    "next_to": "move {} next to {to}",
}
GOALS |= dict.fromkeys(("align_to", "match_x", "match_y"), "align {} with {to}")
SAID = {
    "next_to": "move {}", "align_to": "move {}", "replace": "move {}", "match_x": "move {}",
    "match_y": "move {}", "center": "move {} to the centre", "flip": "flip {}", "fade": "dim {}",
    "stretch": "stretch {}", "apply_matrix": "apply a matrix to {}",
    "apply_complex_function": "deform {} by a complex function", "apply_function": "deform {}",
    "arrange": "line up {}", "arrange_in_grid": "arrange {} in a grid",
    "change_bar_values": "change the bars of {}", "set": "resize {}", "set_width": "resize {}",
    "set_height": "resize {}", "scale_to_fit_width": "resize {}", "match_height": "resize {}",
    "scale_to_fit_height": "resize {}", "match_width": "resize {}", "match_points": "reshape {}",
    "add_edges": "add edges to {}", "add_vertices": "add vertices to {}",
    "remove_edges": "remove edges from {}", "remove_vertices": "remove vertices from {}",
    "expand": "expand {}", "set_x": "move {}", "set_y": "move {}", "set_z": "move {}",
    "put_start_and_end_on": "move {}", "change_layout": "change the layout of {}",
    "space_out_submobjects": "spread out {}",
}  # fmt: skip
# Methods that are told where they change at once what has been seen.
SUDDEN = {"become", "set_color"}
TURNED = ("rotate", "rotate_in_place", "rotate_about_origin")
MOTIONS: dict[str, Any] = {
    **{method: lambda *_, said=said: said for method, said in SAID.items()},
    **dict.fromkeys(TURNED, lambda angle, _: "rotate {}" + degrees(angle)),
    **dict.fromkeys(("to_edge", "to_corner"), lambda edge, _: "move {} " + (
        places.corner(edge, "to the {} edge", "into the {} corner") or "aside")),
    "shift": _shifted, "move_to": _moved,
    "scale": _scaled, "scale_in_place": _scaled, "set_color": _coloured, "set_opacity": _opacity,
    "set_fill": _filled, "set_stroke": _outlined, "set_value": lambda value, _: (
        f"run {{}} to {measure(value)}" if is_number(value) else "change {}"),
}  # fmt: skip


def lasting(phrase: str) -> str:
    """What an updater goes on doing: "keep {} next to {to}"; "" for what is not told."""
    for beginning, keeping in words.LASTING.items():
        if phrase.startswith(beginning):
            return keeping
    return ""


def tracked(tracker: Tracker, method: str, args: Args) -> Acts:
    """The change of a tracked value, told of the things that follow it (see Stage.play)."""
    first = args[0] if args else None
    if method == "increment_value":
        are_numbers = is_number(first) and is_number(tracker.value)
        first = tracker.value + first if are_numbers else None
    elif method != "set_value":
        return Acts()
    old, tracker.value = tracker.value, first
    if is_number(old) and old == first:
        return Acts()
    if not is_number(old) or not is_number(first):
        return Acts([Act("let {} change")])
    return Acts([Act(f"let {{}} change as a value goes from {measure(old)} to {measure(first)}")])
