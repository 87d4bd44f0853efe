"""Where things are, as far as the methods that move them say."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import Any

from mdx.outline import words
from mdx.outline.english import coordinates, measure
from mdx.outline.given import Args, Kwargs, Spot, is_number, is_vector
from mdx.outline.things import Centre, Place, Thing, travels

ROUND = {"circle", "dot", "ring", "sphere", "small dot", "glowing dot", "3D dot", "labelled dot"}
FORMATIONS = {"arrange": "", "arrange_in_grid": "in a grid", "arrange_submobjects": "in a row"}


def move(thing: Thing, name: str, args: Args, kwargs: Kwargs) -> None:
    """Updates where the thing, or each member of a group, stands; often that is unknown."""
    if name in FORMATIONS and thing.members is not None:
        arrange(thing, FORMATIONS[name] or direction(*args, **kwargs))
        return
    leaves = list(thing.leaves())
    for leaf in leaves:
        leaf.look = replace(leaf.look, ends=()) if leaf.look.ends else leaf.look
    beside = [
        leaf for leaf in leaves
        if (other := leaf.look.place[1]) and all(part in leaves for part in other.leaves())
    ]  # fmt: skip
    kept = {leaf: leaf.look.place[:2] for leaf in beside}
    if name not in ("scale", "rotate"):
        scatter(leaves)
    for leaf in leaves:
        if leaf is thing or name == "shift":
            with suppress(TypeError):  # arguments that it does not take: such code does not run
                MOVES[name](leaf, *args, **kwargs)
        else:
            nowhere(leaf)
    for leaf, (where, other) in kept.items():  # they move together
        place(leaf, where, other)


def scatter(leaves: list[Thing]) -> None:
    """Notes that they move: a formation remains only if all of it moves."""
    together = Counter(leaf.look.formation for leaf in leaves)
    for leaf in leaves:
        leaf.moved += 1
        if leaf.look.formation[2] and together[leaf.look.formation] != leaf.look.formation[2]:
            leaf.look = replace(leaf.look, formation=("", 0, 0))


def arrange(group: Thing, formation: str) -> None:
    """Notes the formation on members that are single things; a column of rows is none."""
    members = [member for member in group.members or () if isinstance(member, Thing)]
    for member in members:
        move(member, "move_to", [], {})
    if len(members) == len(group.members or ()) and all(m.members is None for m in members):
        for member in members:
            formed = (formation, id(group), len(members)) if formation else ("", 0, 0)
            member.look = replace(member.look, formation=formed)


def direction(along: Any = (1.0, 0.0, 0.0), *_: Any, direction: Any = None, **__: Any) -> str:
    """The formation that `arrange` makes in this direction."""
    along = direction or along
    if not is_vector(along):
        return ""
    return "in a column" if along[1] and not along[0] else "in a row"


def place(thing: Thing, where: str = "", other: Thing | None = None) -> None:
    spot = (where, other, travels(other) if other else 0)
    if spot != thing.look.place:
        thing.look = replace(thing.look, place=spot)


def next_to(
    thing: Thing, /, other: Any = None, direction: Any = (1.0, 0.0, 0.0), *_: Any, **__: Any
) -> None:
    thing.spot = None
    where = beside(direction)
    is_clear = isinstance(other, Thing) and where
    place(thing, where if is_clear else "", other if is_clear else None)


def beside(direction: Any) -> str:
    """ "above" or "to the left of"; "" for a slanted or unknown direction."""
    if not is_vector(direction):
        return ""
    x, y = direction[:2]
    return words.BESIDE.get(((x > 0) - (x < 0), (y > 0) - (y < 0)), "")


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
        nowhere(thing)
        return
    x, y, z = (sum(parts) for parts in zip(thing.spot, *vectors, strict=True))
    thing.spot = (x, y, z)
    place(thing, whereabouts(x, y))


def dot(thing: Thing, point: Any) -> None:
    """Puts a new dot at a point, which is given by its coordinates."""
    move_to(thing, point)
    if is_vector(point) and any(point):
        place(thing, f"at {coordinates(point)}")


def spot(given: Args) -> Spot | None:
    """The point of axes at these coordinates."""
    numbers = list(given[0]) if len(given) == 1 and type(given[0]) in (list, tuple) else given
    if not numbers or not all(map(is_number, numbers)):
        return None
    return Spot(coordinates(numbers) if len(numbers) > 1 else measure(numbers[0]))


def ends(*points: Any) -> tuple[str | Place, ...]:
    """Where a line begins and ends, if both are known and differ."""
    said: list[str | Place] = []
    for one in points:
        thing = one.thing if isinstance(one, Centre) else one
        if isinstance(thing, Thing) and thing.members is None:
            said.append(("", thing, travels(thing)))
        elif is_vector(one) or type(one) is Spot:
            said.append(coordinates(one) if is_vector(one) else str(one))
    return tuple(said) if len(said) == len(points) == len({str(one) for one in said}) else ()


def move_to(thing: Thing, /, point: Any = None, *_: Any, **__: Any) -> None:
    thing.spot = point if is_vector(point) else None
    if type(point) is Spot:
        place(thing, f"at {point}")
        return
    place(thing, whereabouts(*point[:2]) if is_vector(point) else "")


def whereabouts(x: float, y: float) -> str:
    """Where a point of the screen is; "" unless it is clearly off the centre."""
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
    """Turning and scaling keep the centre, unless they are about some other point."""
    if not {"about_point", "about_edge"}.isdisjoint(kwargs):
        nowhere(thing)


def tilt(thing: Thing, /, angle: Any = None, axis: Any = None, *_: Any, **kwargs: Any) -> None:
    """A thing that is rotated by an angle stays so."""
    turn(thing, **kwargs)
    axis = kwargs.get("axis", axis)
    turned = degrees(angle) if axis in (None, (0.0, 0.0, 1.0)) else ""
    again = "rotated" in thing.look.size or thing.look.noun in ROUND
    thing.look = replace(thing.look, size="" if again else f"{thing.look.size} rotated{turned}"
                         .lstrip() if turned else thing.look.size)  # fmt: skip


def degrees(angle: Any) -> str:
    """ " by 90 degrees", " a full turn"; "" if the angle is unknown."""
    if not is_number(angle) or not angle:
        return ""
    turn = round(abs(angle) * 180 / words.NUMBERS["PI"], 1)
    sense = "" if angle > 0 else " clockwise"
    return f" by a full turn{sense}" if turn == 360 else f" by {measure(turn)} degrees{sense}"


def centre(thing: Thing, /, *_: Any, **__: Any) -> None:
    thing.spot = (0.0, 0.0, 0.0)
    place(thing)


MOVES: dict[str, Any] = {
    "next_to": next_to, "to_edge": to_edge, "to_corner": to_corner, "shift": shift,
    "move_to": move_to, "center": centre, "scale": turn, "rotate": tilt,
} | dict.fromkeys(
    (*FORMATIONS, "align_to", "set_x", "set_y", "set_z", "match_x", "match_y", "match_z",
     "move_arc_center_to", "put_start_and_end_on", "surround", "replace", "apply_matrix",
     "apply_function", "apply_complex_function", "set", "shift_onto_screen", "set_points",
     "set_points_as_corners", "set_points_smoothly", "rotate_about_origin", "shuffle_submobjects",
     "space_out_submobjects"),
    nowhere,
)  # fmt: skip
