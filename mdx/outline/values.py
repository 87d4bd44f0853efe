"""Arithmetic on what the code spells out: numbers, vectors, texts, colours; all else is None."""

import ast
import re
from collections.abc import Callable
from colorsys import rgb_to_hsv
from contextlib import suppress
from functools import lru_cache
from typing import Any

from mdx.manim import colours
from mdx.outline import words
from mdx.outline.english import measure
from mdx.outline.things import Colour, Rate, is_number, is_vector


def constant(name: str) -> Any:
    """What one of Manim's own constants holds."""
    if name in words.VECTORS:
        return words.VECTORS[name]
    if name in words.NUMBERS:
        return words.NUMBERS[name]
    if name in words.FORWARD or name.startswith("ease_"):
        return Rate("forward")
    return Rate("back") if name in words.THERE_AND_BACK else colour(name)


@lru_cache(maxsize=1000)
def colour(name: str) -> Colour | None:
    """A colour constant, or a colour's name in a string, in words."""
    upper = name.upper().replace(" ", "_")
    words_for_it = colours.in_words(upper) or _hex(upper)
    return Colour(words_for_it) if words_for_it else None


def _hex(code: str) -> str:
    """The name of a colour such as #FF0000, where all would call it that; else ""."""
    if not re.fullmatch(r"#(?:[0-9A-F]{3}|[0-9A-F]{6})", code):
        return ""
    digits = code[1:] if len(code) == 7 else "".join(c * 2 for c in code[1:])
    hue, saturation, value = rgb_to_hsv(*(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    if value < 0.08:
        return "black"
    if saturation < 0.06:
        return "white" if value > 0.93 else "grey" if 0.3 < value < 0.8 else ""
    vivid = saturation > 0.4 and value > (0.5 if 0.2 < hue < 0.95 else 0.75)  # dark orange is brown
    named = (name for low, high, name in words.WHEEL if low <= hue * 360 <= high)
    return next(named, "") if vivid else ""


def shade(value: Any) -> str:
    """A colour argument in words, "" where it is none or not known."""
    if type(value) is Colour:
        return str(value)
    return str(colour(value) or "") if type(value) is str else ""


def arithmetic(op: ast.operator, left: Any, right: Any) -> Any:
    """The result for numbers, vectors, texts and lists; None for all else."""
    if is_number(left) and is_number(right):
        return _numbers(op, left, right)
    if isinstance(op, ast.Mult) and is_vector(right) and is_number(left):
        left, right = right, left
    if is_vector(left) and is_number(right):
        factor = _numbers(op, 1, right) if isinstance(op, ast.Mult | ast.Div) else None
        return factor and tuple(part * factor for part in left)
    if is_vector(left) and is_vector(right) and isinstance(op, ast.Add | ast.Sub):
        sign = 1 if isinstance(op, ast.Add) else -1
        return tuple(a + sign * b for a, b in zip(left, right, strict=True))
    if isinstance(op, ast.Mod) and type(left) is str:
        braced = PLACE.sub(r"{:\1}", left.replace("{", "{{").replace("}", "}}"))
        values = right if type(right) is list else [right]
        return None if "%" in braced else formatted(braced, values)
    if isinstance(op, ast.Mult) and type(left) is str and type(right) is int:
        return left * right if 0 <= len(left) * right < 1000 else None
    if isinstance(op, ast.Add) and type(left) is type(right) and type(left) in (str, list):
        return left + right if len(left) + len(right) < 10_000 else None
    return None


PLACE = re.compile(r"%(?:([\d.]*[df])|[is])")  # "%s", "%.2f"
FORMAT = re.compile(r"\{\d?(?::(?:[.0]?\d)?[df]?)?\}")  # "{}", "{:.2f}", of no great width


def formatted(text: str, values: list[Any]) -> str | None:
    """The text with the values in its places; None for a place or a value that is not plain."""
    known = all(type(value) is str or is_number(value) for value in values)
    plain = text.replace("{{", "").replace("}}", "")
    if not known or re.search(r"[{}]", FORMAT.sub("", plain)):
        return None
    with suppress(ValueError, IndexError):
        return text.format(*values)
    return None


_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b if b else None,
    ast.FloorDiv: lambda a, b: a // b if b else None,
    ast.Mod: lambda a, b: a % b if b else None,
    ast.Pow: lambda a, b: a**b if 0 <= b <= 10 and 0 <= a < 1000 else None,
}


def _numbers(op: ast.operator, left: float, right: float) -> Any:
    operate = _OPERATORS.get(type(op))
    return operate(left, right) if operate else None


_COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}


def compare(op: ast.cmpop, left: Any, right: Any) -> bool | None:
    """Whether two numbers or texts compare so; None where that is not known."""
    comparable = (is_number(left) and is_number(right)) or type(left) is type(right) is str
    found = _COMPARISONS.get(type(op))
    return found(left, right) if found and comparable else None


def formula(function: Any) -> str:
    """The body of a simple lambda of one variable as TeX: "x^2 + 1"; "" for all others."""
    if not isinstance(function, ast.Lambda) or len(function.args.args) != 1:
        return ""
    own = function.args.args[0].arg
    named = {n.id for n in ast.walk(function.body) if isinstance(n, ast.Name)}
    if own not in named or not named <= KNOWN_NAMES | {own}:
        return ""
    text = _tex(function.body, 0)
    return text if len(text) <= 40 else ""


KNOWN_NAMES = {"np", "numpy", "math", "PI", "TAU"} | words.FUNCTIONS


def _tex(node: ast.expr, level: int) -> str:
    if level > 12:
        return ""
    match node:
        case ast.Constant(value=int() | float() as value):
            return measure(value) if is_number(value) else ""
        case ast.Name(id=name):
            return {"PI": r"\pi", "TAU": r"2\pi"}.get(name, name if len(name) == 1 else "")
        case ast.Attribute(attr="pi"):
            return r"\pi"
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return (text := _tex(inner, level + 1)) and "-" + text
        case ast.Call(func=function, args=[inner], keywords=[]):
            return _applied(function, _tex(inner, level + 1))
        case ast.BinOp(left=left, op=op, right=right):
            return _binary(op, left, right, level + 1)
    return ""


def _applied(function: ast.expr, text: str) -> str:
    name = getattr(function, "attr", getattr(function, "id", ""))
    if not text or name not in words.FUNCTIONS:
        return ""
    if name == "exp":
        return f"e^{{{text}}}"
    if name in ("sqrt", "abs"):
        return rf"\sqrt{{{text}}}" if name == "sqrt" else f"|{text}|"
    return rf"\{name}({text})"


def _binary(op: ast.operator, left: ast.expr, right: ast.expr, level: int) -> str:
    one, two = _tex(left, level), _tex(right, level)
    if not one or not two:
        return ""
    one_sum, two_sum = _is_sum(left), _is_sum(right)
    match op:
        case ast.Add():
            return f"{one} + {two}"
        case ast.Sub():
            return f"{one} - ({two})" if two_sum else f"{one} - {two}"
        case ast.Pow():
            base = one if len(one) == 1 else f"({one})"
            return f"{base}^{two}" if len(two) == 1 else f"{base}^{{{two}}}"
        case ast.Mult():
            one = f"({one})" if one_sum else one
            two = f"({two})" if two_sum else two
            if two[0].isdigit() or two[0] == "-":
                return f"{one} \\cdot {two}"
            return (
                f"{one} {two}" if re.search(r"\\[a-z]+$", one) and two[0].isalpha() else one + two
            )
        case ast.Div():
            return rf"\frac{{{one}}}{{{two}}}"
    return ""


def _is_sum(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
