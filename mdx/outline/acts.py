"""What is done to things: acts, the steps that they make up, and animations not played yet."""

from dataclasses import dataclass, field
from typing import Any

from mdx.outline.english import measure
from mdx.outline.things import Refs, Thing, Tracker


@dataclass
class Act:
    """One thing done: "turn {} into {to}"."""

    phrase: str
    things: Refs = ()
    to: Refs = ()


@dataclass
class Step:
    """What happens at one time; the step of a loop also says how often."""

    acts: list[Act]
    moving: bool = True  # False if it is simply there
    early: bool = False  # whether it is there before anything else happens
    times: int = 1  # 0 for a number that is not known
    in_turn: bool = False  # one thing after the other
    grouped: bool = False  # then, several at a time
    seconds: str = ""  # how long it takes, where that is long
    body: list["Step"] = field(default_factory=list)  # what is repeated, in a loop of several

    wait: float = 0  # seconds in which nothing happens


def pause(seconds: float) -> Step:
    """A step in which nothing happens for this long."""
    return Step([Act(f"wait {measure(seconds)} seconds")], wait=seconds)


class Acts(list[Act]):
    """An animation that is not played yet."""

    in_turn = False
    parts: "tuple[Acts, ...]" = ()  # of several that do not do alike, one after the other
    seconds: Any = None  # how long it takes, where that is said


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
