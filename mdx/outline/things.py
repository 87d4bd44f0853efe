"""The things on the stage: their looks, now and when last described, and their parts."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mdx.outline.given import MOST, Vector, flat

if TYPE_CHECKING:
    from mdx.outline.acts import Act, Builder

Place = tuple[str, "Thing | None", int]


@dataclass(frozen=True)
class Look:
    """How something on the stage looks; "" is unknown, or not worth telling."""

    noun: str = ""
    colour: str = ""
    label: str = ""  # what is written on it
    style: str = "text"  # how the label is quoted: "text", "formula", "plain"
    detail: str = ""  # "with x from 0 to 5"
    size: str = ""  # "with radius 2"
    formation: tuple[str, int, int] = ("", 0, 0)  # "in a row", a group's id and its size
    place: "Place" = ("", None, 0)  # ("below", that thing, how often it had moved)
    ends: tuple["str | Place", ...] = ()  # of a line, or the corners of a polygon
    filled: bool | None = False  # whether its inside is seen; None is not known
    stroked: bool | None = True  # the same for its outline

    @property
    def hidden(self) -> bool:
        return self.filled is False and self.stroked is False


class Thing:
    """A mobject. `members` are those of a group, `count` is 0 for "several"."""

    def __init__(self, look: Look, members: list[Any] | None = None, count: int = 1):
        self.look = look
        self.members = members
        self.parts: list[Thing] = []  # what was added to it, where it is no group
        self.whole: Thing | None = None  # what it is a part of, as a letter is of a text
        self.pieces: dict[Any, Thing] = {}  # the parts of it that were spoken of, by index
        self.labels: list[str] = []  # what its first parts are, where that is known
        self.count = count
        self.spot: Vector | None = (0.0, 0.0, 0.0)  # its centre, while that is known
        self.moved = 0  # how often it changed its place
        self.became: Thing | None = None  # what it was turned into
        self.copy_of: Thing | None = None
        self.target: Builder | None = None
        self.saved: list[tuple[Thing, Look, Vector | None]] = []  # its leaves when saved
        self.habits: list[Act] = []  # what its updaters go on doing
        self.follows: set[int] = set()  # ids of the trackers that an updater of it reads

    def leaves(self) -> Iterator["Thing"]:
        """Itself, or the known contents of a group; each once, in order."""
        if self.members is None and self.became is None and not self.parts:
            yield self  # as most are
            return
        todo: list[Thing] = [self]
        seen: set[int] = set()
        while todo and len(seen) < MOST:
            one = todo.pop()
            while one.became is not None and id(one) not in seen:
                seen.add(id(one))
                one = one.became
            if id(one) in seen:
                continue
            seen.add(id(one))
            if one.members is None:
                yield one
            inner = one.parts if one.members is None else one.members
            todo += [m for m in reversed(inner[:MOST]) if isinstance(m, Thing)]

    def dress(self, **look: Any) -> None:
        """Changes the look of it and of all its members."""
        for leaf in self.leaves():
            leaf.look = replace(leaf.look, **look)


@dataclass(frozen=True)
class Ref:
    """A thing as it looked when something was done to it."""

    thing: Thing
    look: Look


Refs = tuple[Ref, ...]


def refs(*values: Any) -> Refs:
    """The things in these values, with groups taken apart."""
    leaves: dict[Thing, None] = {}
    for value in flat(values):
        if isinstance(value, Thing):
            leaves.update(dict.fromkeys(value.leaves()))
    return tuple(Ref(leaf, as_it_is(leaf.look)) for leaf in leaves)


def as_it_is(look: Look) -> Look:
    """The look, without its place if that was beside something that has moved since."""
    places = [one for one in (look.place, *look.ends) if not isinstance(one, str) and one[1]]
    if all(travels(other) == moved for _, other, moved in places if other is not None):
        return look
    return replace(look, place=("", None, 0), ends=())


def travels(thing: Thing) -> int:
    """How often the parts of a thing have moved."""
    return sum(leaf.moved + (leaf.whole.moved if leaf.whole else 0) for leaf in thing.leaves())


@dataclass(eq=False)
class Tracker:
    """A ValueTracker and the value it holds, if known."""

    value: Any
    name: str = "a value"
    followers: list["Thing"] = field(default_factory=list)


@dataclass(eq=False)
class Centre:
    """The point where a thing stands: `thing.get_center()`, or one near it."""

    thing: Thing
    near: bool = False
