"""The types of flags: numbers within bounds, names, ages and conditions. Files: see files.py."""

import argparse
from collections.abc import Callable
from typing import Any

from mdx.work.nearest import none_of, shortened

INFINITE = float("inf")
AGES_S = {"h": 3600, "d": 86400, "w": 7 * 86400}  # units of an age


def whole(least: int | None = None) -> Callable[[str], int]:
    """Reads a whole number, of at least `least` if that is given."""
    bound = "" if least is None else f" of at least {least}"

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:  # also for thousands of digits, which Python refuses to read
            reason = f"{_short(text)} is not a whole number{bound}"
            raise argparse.ArgumentTypeError(reason) from None
        if least is not None and value < least:
            raise argparse.ArgumentTypeError(f"{_short(text)} is less than {least}")
        return value

    return read


def number(what: str, fits: Callable[[float], bool]) -> Callable[[str], float]:
    """Reads a number that fits, also as a percentage; the message about any other names `what`."""

    def read(text: str) -> float:
        try:
            value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            value = float("nan")
        if not fits(value):
            hint = f"; did you mean {text}%?" if value >= 2 and fits(value / 100) else ""
            raise argparse.ArgumentTypeError(f"{_short(text)} is not a {what}{hint}")
        return value

    return read


def _short(text: str) -> str:
    """The text in quotes, shortened to fit a one-line message."""
    return repr(shortened(text))


integer = whole()
count = whole(0)
positive = whole(1)
ratio = number("share between 0 and 1", lambda value: 0 <= value <= 1)
seconds = number("length of time in seconds", lambda value: 0 < value < INFINITE)
price = number("price", lambda value: 0 <= value < INFINITE)


def names(*among: str) -> Callable[[str], list[str]]:
    """Reads names separated by commas; each must be one of these, if any are given."""

    def read(text: str) -> list[str]:
        given = list(filter(None, map(str.strip, text.split(","))))
        if not given:
            raise argparse.ArgumentTypeError(f"{_short(text)} contains no name")
        for name in given:
            if among and name not in among:
                raise argparse.ArgumentTypeError(none_of(name, among))
        return given

    return read


def request_field(text: str) -> tuple[str, Any]:
    """Reads KEY=JSON for a request to a model; a value that is not JSON is taken as text."""
    import orjson

    name, equals, value = text.partition("=")
    # Python turns bytes of the command line that are not UTF-8 into lone surrogates.
    is_utf8 = not any("\ud800" <= char <= "\udfff" for char in text)
    if not name or not equals or name in ("model", "messages", "stream") or not is_utf8:
        raise argparse.ArgumentTypeError(f"{text!r} is not a KEY=JSON that may be set")
    try:
        return name, orjson.loads(value)
    except orjson.JSONDecodeError:
        return name, value


def age(text: str) -> float:
    """Reads a length of time such as 90d, 12h or 4w, in seconds."""
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdigit() and unit in AGES_S):
        raise argparse.ArgumentTypeError(f"{text!r} is not an age such as 90d, 12h or 4w")
    return float(number) * AGES_S[unit]


def condition(text: str) -> tuple[str, str]:
    """Reads NAME=GLOB."""
    name, equals, glob = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not a condition such as model=claude:*")
    return name, glob
