"""What a mobject's methods show when they are animated: `thing.animate.shift(UP)` and its like."""

from dataclasses import replace
from typing import Any

from mdx.outline import colours, mobjects, places, words
from mdx.outline.acts import Act, Acts, Builder
from mdx.outline.english import coordinates, measure
from mdx.outline.given import Args, Kwargs, Spot, flat, is_number, is_vector
from mdx.outline.things import Centre, Ref, Refs, Thing, Tracker, refs
from mdx.outline.values import shade

BACK = "restore {}"
SIDES = {"width", "height", "radius", "side_length"}
# Methods that are told where they change at once what has been seen.
SUDDEN = {"become", "set_color"}
TURNED = ("rotate", "rotate_in_place", "rotate_about_origin")


def transform(phrase: str, thing: Thing, target: Any) -> Acts:
    """The act of turning a thing into another one, which it is from now on."""
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
    """The act of restoring a thing's saved state."""
    saved, thing.saved = thing.saved, []
    before = refs(thing)
    for leaf, look, spot in saved:
        leaf.look, leaf.spot = look, spot
        leaf.moved += 1
    if before and all(ref.look.hidden for ref in before):
        return Acts([Act("fade in {}", refs(thing))])
    return Acts([Act(BACK, before)] if before else [])


def same(one: Ref, other: Ref) -> bool:
    """Whether a thing is turned into its own copy, or into something of the same name."""
    alike = all(getattr(one.look, k) == getattr(other.look, k) for k in ("noun", "label", "detail"))
    unwritten = one.look.noun not in words.WRITTEN or bool(one.look.label)
    return alike and (unwritten or other.thing.copy_of is one.thing)


def _changed(before: Refs, after: Refs) -> Acts:
    """The act on things that only change their place, colour or size."""
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
    """Whether everything in the thing is known."""
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
    before, first = refs(thing), args[0] if args else None
    goal = first.thing if isinstance(first, Centre) and not first.near else first
    to = refs(goal) if method in GOALS and isinstance(goal, Thing) else ()
    phrase = MOTIONS[method](first, kwargs) if method in MOTIONS else ""
    phrase = GOALS[method] if to else phrase
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
    if not phrase or not before:
        return Acts()
    return Acts([Act(phrase, before, to)])


def camera(method: str, args: Args, kwargs: Kwargs) -> str:
    """What the camera's method does to the view."""
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


def _shifted(vector: Any, _: dict[str, Any]) -> str:
    if not is_vector(vector):
        return "move {}"
    x, y = vector[:2]
    sideways = "to the " + ("left" if x < 0 else "right") if x else ""
    level = "up" if y > 0 else "down" if y < 0 else ""
    ways = [f"{units(part)} {way}" for part, way in ((y, level), (x, sideways)) if way]
    return f"move {{}} {' and '.join(ways)}".rstrip()


def units(distance: float) -> str:
    """ "2 units", "1 unit"."""
    said = measure(abs(distance))
    return f"{said} unit{'s' * (said != '1')}"


def _moved(point: Any, _: dict[str, Any]) -> str:
    if not is_vector(point):
        return f"move {{}} to {point}" if type(point) is Spot else "move {}"
    if not any(point):
        return "move {} to the centre"
    return f"move {{}} to {coordinates(point)}"


def _scaled(factor: Any, _: dict[str, Any]) -> str:
    if not is_number(factor) or factor in (0, 1):
        return "scale {}" if factor is None else ""
    times = f" by a factor of {measure(max(factor, 1 / factor))}"
    return ("enlarge {}" if factor > 1 else "shrink {}") + times if factor > 0.01 else ""


def _resized(size: Any, kwargs: Kwargs) -> str:
    given = [f"{key} {measure(v)}" for key, v in kwargs.items() if key in SIDES and is_number(v)]
    return f"resize {{}} to {given[0]}" if given else "resize {}"


def _coloured(given: Any, kwargs: Kwargs) -> str:
    colour = shade(kwargs.get("color", given))
    return f"turn {{}} {colour}" if colour else "recolour {}" if "opacity" not in kwargs else ""


def _opacity(value: Any, _: dict[str, Any]) -> str:
    if value == 0:
        return "fade out {}"
    return "make {} translucent" if is_number(value) and value < 1 else ""


GOALS = {
    "move_to": "move {} to {to}",
    "replace": "move {} to {to}",
    "next_to": "move {} next to {to}",
}
GOALS |= dict.fromkeys(("align_to", "match_x", "match_y"), "align {} with {to}")
SAID = {
    "center": "move {} to the centre", "flip": "flip {}", "fade": "dim {}",
    "stretch": "stretch {}", "apply_matrix": "apply a matrix to {}",
    "apply_complex_function": "deform {} by a complex function", "apply_function": "deform {}",
    "arrange": "line up {}", "arrange_in_grid": "arrange {} in a grid",
    "change_bar_values": "change the bars of {}", "match_height": "resize {}",
    "match_width": "resize {}", "match_points": "reshape {}",
    "add_edges": "add edges to {}", "add_vertices": "add vertices to {}",
    "remove_edges": "remove edges from {}", "remove_vertices": "remove vertices from {}",
    "expand": "expand {}", "change_layout": "change the layout of {}",
    "space_out_submobjects": "spread out {}",
} | dict.fromkeys(
    (*GOALS, "set_x", "set_y", "set_z", "put_start_and_end_on"), "move {}")  # fmt: skip
MOTIONS: dict[str, Any] = {
    **{method: lambda *_, said=said: said for method, said in SAID.items()},
    **dict.fromkeys(TURNED, lambda angle, _: "rotate {}" + places.degrees(angle)),
    **dict.fromkeys(("to_edge", "to_corner"), lambda edge, _: "move {} " + (
        places.corner(edge, "to the {} edge", "into the {} corner") or "aside")),
    "shift": _shifted, "move_to": _moved,
    **dict.fromkeys(
        ("set", "set_width", "set_height", "scale_to_fit_width", "scale_to_fit_height"), _resized),
    "scale": _scaled, "scale_in_place": _scaled, "set_color": _coloured, "set_opacity": _opacity,
    "set_fill": lambda given, kwargs: (
        f"fill {{}} with {colour}"
        if (colour := shade(kwargs.get("color", given))) and kwargs.get("opacity") != 0 else ""),
    "set_stroke": lambda given, kwargs: (
        f"give {{}} a {colour} outline" if (colour := shade(kwargs.get("color", given))) else ""),
    "set_value": lambda value, _: (
        f"run {{}} to {measure(value)}" if is_number(value) else "change {}"),
}  # fmt: skip


def tracked(tracker: Tracker, method: str, args: Args) -> Acts:
    """The change of a tracked value, as acts on the things that follow it (see Stage.play)."""
    first = args[0] if args else None
    if method == "increment_value":
        are_numbers = is_number(first) and is_number(tracker.value)
        first = tracker.value + first if are_numbers else None
    elif method != "set_value":
        return Acts()
    old, tracker.value = tracker.value, first
    for leaf in tracker.followers:  # what was told of them holds for the old value
        leaf.look = replace(leaf.look, label="", size="", place=("", None, 0), ends=())
    if is_number(old) and old == first:
        return Acts()
    if not is_number(old) or not is_number(first):
        return Acts([Act("let {} change")])
    ends = f"from {measure(old)} to {measure(first)}"
    return Acts([Act(f"let {{}} change as {tracker.name} goes {ends}")])
