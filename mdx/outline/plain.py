"""Functions of Python and NumPy, as far as what they are given is spelled out in the code."""

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from mdx.outline.expressions import LONGEST, stands_for_many
from mdx.outline.given import Args, Kwargs, is_number, is_vector

KEYWORDS = ("start", "num", "endpoint")  # those that come after the arguments without a name
IGNORED = {"strict", "dtype"}


def arguments(args: Args, kwargs: Kwargs) -> list[Any] | None:
    """The arguments in order; None if one of them is unknown or not supported."""
    args = args + [kwargs[key] for key in KEYWORDS if key in kwargs]
    are_plain = args and ... not in args and kwargs.keys() <= {*KEYWORDS, *IGNORED}
    return args if are_plain else None


def ranged(*bounds: Any) -> list[Any] | None:
    if all(type(b) is int and abs(b) <= LONGEST for b in bounds[:3]) and 0 not in bounds[2:]:
        return list(range(*bounds[:3]))
    return None


def spaced(*bounds: Any) -> list[Any] | None:
    first, last, step = {1: (0, *bounds, 1), 2: (*bounds, 1)}.get(len(bounds), bounds)[:3]
    if not all(map(is_number, (first, last, step))) or step == 0:
        return None
    count = math.ceil((last - first) / step)
    return [first + n * step for n in range(count)] if 0 <= count <= LONGEST else None


def divided(
    first: Any, last: Any = None, count: Any = 50, ends: Any = True, *_: Any
) -> list[Any] | None:
    are_plain = is_number(first) and is_number(last) and type(count) is int and 1 < count <= LONGEST
    if not are_plain or type(ends) is not bool:
        return None
    return [first + n * (last - first) / (count - ends) for n in range(count)]


def of_numbers(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with None as its result for anything but numbers."""

    def compute(*values: Any) -> Any:
        with suppress(ArithmeticError, ValueError, TypeError):
            return function(*values) if all(map(is_number, values)) else None
        return None

    return compute


OF_ITEMS: dict[str, Any] = {
    "enumerate": lambda items, start=0, *_: (
        [[n, item] for n, item in enumerate(items, start)] if type(start) is int else None),
    "zip": lambda *rows: [list(row) for row in zip(*rows, strict=False)],
    "len": lambda items, *_: (
        None if ... in items or any(map(stands_for_many, items)) else len(items)),
    "array": lambda items, *_: row if is_vector(row := tuple(items)) else items,
    "reversed": lambda items, *_: items[::-1], "list": lambda items, *_: items,
}  # fmt: skip
OF_DICTS: dict[str, Any] = {
    "items": lambda held: [list(pair) for pair in held.items()], "keys": list,
    "values": lambda held: list(held.values()),
}  # fmt: skip
OF_VALUES: dict[str, Any] = {
    "range": ranged, "arange": spaced, "linspace": divided,
    "str": lambda value, *_: str(value) if type(value) is str or is_number(value) else None,
    **{f.__name__: of_numbers(f) for f in (abs, min, max, int, float, round)},
    **{f.__name__: of_numbers(f) for f in (math.sin, math.cos, math.tan, math.sqrt)},
    **{f.__name__: of_numbers(f) for f in (math.exp, math.log)},
}  # fmt: skip
