"""What the walk through a scene's code finds: things, what is done to them, and plain values.

A value that the code does not tell is None; unknown many of them in a row are one Ellipsis.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeGuard

from mdx.outline.english import measure

MOST = 500  # things that a group is taken apart into
Vector = tuple[float, float, float]
Args = list[Any]  # of a call: their values
Kwargs = dict[str, Any]  # of a call, by name
Scope = dict[str, Any]  # the values of variables
Place = tuple[str, "Thing | None", int]


@dataclass(frozen=True)
class Look:
    """How something on the stage looks; "" is not known, or nothing worth telling."""

    noun: str = ""
    colour: str = ""
    label: str = ""  # what is written on it
    style: str = "text"  # how the label is quoted: "text", "formula", "plain"
    detail: str = ""  # "with x from 0 to 5"
    size: str = ""  # "with radius 2"
    formation: tuple[str, int, int] = ("", 0, 0)  # "in a row", a group's id and its size
    place: "Place" = ("", None, 0)  # ("below", that thing, how often it had moved)
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
        self.whole: Thing | None = None  # of which it is a part, such as one letter of a text
        self.pieces: dict[Any, Thing] = {}  # the parts of it that were spoken of, by index
        self.labels: list[str] = []  # what its first parts are, where that is known
        self.count = count
        self.spot: Vector | None = (0.0, 0.0, 0.0)  # its centre, while that is known
        self.moved = 0  # how often it changed its place
        self.became: Thing | None = None  # what it was turned into
        self.copy_of: Thing | None = None
        self.target: Builder | None = None
        self.saved: list[tuple[Thing, Look, Vector | None, int]] = []  # its leaves when saved
        self.habits: list[Act] = []  # what its updaters go on doing
        self.follows: set[int] = set()  # ids of the trackers that an updater of it reads

    def leaves(self) -> Iterator["Thing"]:
        """Itself, or what a group is made of, as far as known; each once, in order."""
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
        """Changes its look, and that of all its members."""
        for leaf in self.leaves():
            leaf.look = replace(leaf.look, **look)


@dataclass(frozen=True)
class Ref:
    """A thing as it looked when something was done to it."""

    thing: Thing
    look: Look


Refs = tuple[Ref, ...]


def refs(*values: Any) -> Refs:
    """The things in these values, taken apart into what is told one by one."""
    leaves: dict[Thing, None] = {}
    for value in flat(values):
        if isinstance(value, Thing):
            leaves.update(dict.fromkeys(value.leaves()))
    return tuple(Ref(leaf, as_it_is(leaf.look)) for leaf in leaves)


def as_it_is(look: Look) -> Look:
    """The look without a place beside something that has moved away since."""
    _, other, moved = look.place
    if other is None or travels(other) == moved:
        return look
    return replace(look, place=("", None, 0))


def travels(thing: Thing) -> int:
    """How often the parts of a thing changed their places."""
    return sum(leaf.moved + (leaf.whole.moved if leaf.whole else 0) for leaf in thing.leaves())


@dataclass
class Act:
    """One thing done: "turn {} into {to}"."""

    phrase: str
    things: Refs = ()
    to: Refs = ()


@dataclass
class Step:
    """What happens at one time; a loop's step also tells its rounds."""

    acts: list[Act]
    moving: bool = True  # False for what is simply there
    early: bool = False  # whether it is there before anything else happens
    times: int = 1  # 0 for a number that is not known
    in_turn: bool = False  # one thing after the other
    each: int = 1  # so many things at a time; 0 for different numbers
    seconds: str = ""  # how long it takes, where that is long
    body: list["Step"] = field(default_factory=list)  # what is repeated, in a loop of several

    wait: float = 0  # seconds in which nothing happens


def pause(seconds: float) -> Step:
    """Nothing for so long."""
    return Step([Act(f"wait {measure(seconds)} seconds")], wait=seconds)


class Acts(list[Act]):
    """An animation that is not played yet."""

    in_turn = False
    parts: "tuple[Acts, ...]" = ()  # of several that do not do alike, one after the other
    seconds: Any = None  # how long it takes, where that is said


class Colour(str):
    """A colour in words."""


@dataclass(eq=False)
class Tracker:
    """A ValueTracker and the value it holds, if known."""

    value: Any


@dataclass(eq=False)
class Builder:
    """`thing.animate`, or `thing.target`, and what was called on it."""

    thing: Thing | Tracker
    acts: Acts = field(default_factory=Acts)
    shadow: Thing | None = None  # of a target: what the thing is to look like
    manner: dict[str, Any] = field(default_factory=dict)  # how it is played


@dataclass(eq=False)
class Bound:
    """A method that is not called: `thing.shift` in `self.play(thing.shift, UP)`."""

    thing: Thing
    method: str


@dataclass(eq=False)
class Centre:
    """The point where a thing stands: `thing.get_center()`."""

    thing: Thing


class Rate(str):
    """How an animation runs: "forward", "back" (there and back again) or "reverse"."""


@dataclass(eq=False)
class Function:
    """A function of the scene's own file; `method` if it takes self."""

    node: Any
    scope: Scope
    method: bool = False
    names: Scope = field(default_factory=dict)  # of its module


def flat(values: Iterable[Any]) -> Iterator[Any]:
    """The values in lists in lists, one after the other, of huge ones only the first."""
    todo = list(values)[::-1]
    for _ in range(8 * MOST):
        if not todo:
            return
        value = todo.pop()
        if type(value) is list:
            todo += value[::-1]
        else:
            yield value


def is_number(value: Any) -> TypeGuard[float]:
    return type(value) in (int, float) and abs(value) < 1e9


def point(value: Any) -> Any:
    """The value, a list of three numbers as a vector."""
    return vector if type(value) is list and is_vector(vector := tuple(value)) else value


def is_vector(value: Any) -> TypeGuard[Vector]:
    return type(value) is tuple and len(value) == 3 and all(map(is_number, value))
