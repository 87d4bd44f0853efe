"""What names and arguments hold: numbers, vectors, colours, functions.

An unknown value is None; an unknown number of values in a row is one Ellipsis.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeGuard

MOST = 500  # things that a group is taken apart into
Vector = tuple[float, float, float]
Args = list[Any]  # of a call: their values
Kwargs = dict[str, Any]  # of a call, by name
Scope = dict[str, Any]  # the values of variables


class Colour(str):
    """A colour in words."""


class Rate(str):
    """How an animation runs: "forward" or "back" (there and back again)."""


class Spot(str):
    """A point by its coordinates on some axes: "(2, 3)"."""


@dataclass(eq=False)
class Function:
    """A function of the scene's own file; `method` if it takes self."""

    node: Any
    scope: Scope
    method: bool = False
    names: Scope = field(default_factory=dict)  # of its module


def flat(values: Iterable[Any]) -> Iterator[Any]:
    """The values in nested lists, one after the other; of huge lists only the first ones."""
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
    """The value; a list of three numbers as a vector."""
    return vector if type(value) is list and is_vector(vector := tuple(value)) else value


def is_vector(value: Any) -> TypeGuard[Vector]:
    return type(value) is tuple and len(value) == 3 and all(map(is_number, value))
