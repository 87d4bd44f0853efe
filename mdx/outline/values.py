"""Arithmetic on what the code spells out: numbers, vectors, texts, colours; all else is None."""

import ast
import operator
import re
from collections.abc import Callable
from colorsys import rgb_to_hsv
from contextlib import suppress
from functools import lru_cache
from typing import Any

from mdx.manim import colours
from mdx.outline import verbs, words
from mdx.outline.english import measure
from mdx.outline.given import Colour, Function, Rate, Scope, is_number, is_vector
from mdx.outline.things import Centre

PLACE = re.compile(r"%(?:([\d.]*[df])|[is])")  # "%s", "%.2f"
FORMAT = re.compile(r"\{\d?(?::(?:[.0]?\d)?[df]?)?\}")  # "{}", "{:.2f}", of no great width
GREEK = {name: rf"\{name}" for name in ("alpha", "beta", "theta", "phi", "omega")}
CONSTANTS = {"PI": r"\pi", "TAU": r"2\pi"}
OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: lambda a, b: a / b if b else None, ast.FloorDiv: lambda a, b: a // b if b else None,
    ast.Mod: lambda a, b: a % b if b else None,
    ast.Pow: lambda a, b: a**b if 0 <= b <= 10 and 0 <= a < 1000 else None,
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


def constant(name: str) -> Any:
    """The value of one of Manim's constants."""
    if name in words.VECTORS:
        return words.VECTORS[name]
    if name in words.NUMBERS:
        return words.NUMBERS[name]
    if name in verbs.FORWARD or name.startswith("ease_"):
        return Rate("forward")
    return Rate("back") if name in verbs.THERE_AND_BACK else colour(name)


@lru_cache(maxsize=1000)
def colour(name: str) -> Colour | None:
    """A colour constant, or a colour's name, in words."""
    upper = name.upper().replace(" ", "_")
    words_for_it = colours.in_words(upper) or _hex(upper)
    return Colour(words_for_it) if words_for_it else None


def _hex(code: str) -> str:
    """The name of a colour such as #FF0000 if anybody would call it so; else the code."""
    if not re.fullmatch(r"#(?:[0-9A-F]{3}|[0-9A-F]{6})", code):
        return ""
    digits = code[1:] if len(code) == 7 else "".join(c * 2 for c in code[1:])
    hue, saturation, value = rgb_to_hsv(*(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    if value < 0.08:
        return "black"
    if saturation < 0.06:
        return "white" if value > 0.93 else "grey" if 0.3 < value < 0.8 else code
    vivid = saturation > 0.5 and value > (0.5 if 0.2 < hue < 0.95 else 0.75)  # dark orange is brown
    named = (name for low, high, name in words.WHEEL if low <= hue * 360 <= high)
    return next(named, code) if vivid else code


def shade(value: Any) -> str:
    """A colour argument in words; "" if it is none or unknown."""
    if type(value) is Colour:
        return str(value)
    return str(colour(value) or "") if type(value) is str else ""


def arithmetic(op: ast.operator, left: Any, right: Any) -> Any:
    """The result for numbers, vectors, texts and lists; None for anything else."""
    if is_number(left) and is_number(right):
        return OPERATORS[type(op)](left, right) if type(op) in OPERATORS else None
    if isinstance(op, ast.Mult) and is_vector(right) and is_number(left):
        left, right = right, left
    if is_vector(left) and is_number(right):
        factor = arithmetic(op, 1, right) if isinstance(op, ast.Mult | ast.Div) else None
        return factor and tuple(part * factor for part in left)
    if isinstance(left, Centre) and is_vector(right):
        return Centre(left.thing, near=True)
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


def formatted(text: str, values: list[Any]) -> str | None:
    """The text with the values filled in; None if a field or a value is not plain."""
    are_plain = all(type(value) is str or is_number(value) for value in values)
    plain = text.replace("{{", "").replace("}}", "")
    if not are_plain or re.search(r"[{}]", FORMAT.sub("", plain)):
        return None
    with suppress(ValueError, IndexError):
        return text.format(*values)
    return None


def compare(op: ast.cmpop, left: Any, right: Any) -> bool | None:
    """The result of comparing two numbers or texts; None if unknown."""
    comparable = (is_number(left) and is_number(right)) or type(left) is type(right) is str
    operate = OPERATORS.get(type(op))
    return operate(left, right) if operate and comparable else None


def formula(function: Function, level: int = 0) -> str:
    """The result of a function of one or two variables as TeX, "x^2 + 1", or "(\\cos(t), t)" for
    a point; "" if the function does more than that, or is not simple."""
    own = [arg.arg for arg in function.node.args.args][1 if function.method else 0 :]
    body = function.node.body
    if isinstance(body, list):
        body = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    called = getattr(body.func, "attr", "") if isinstance(body, ast.Call) and body.args else ""
    parts = body.args if called in words.POINTS else [body.args[0] if called == "array" else body]
    used = body and {getattr(inner, "id", "") for inner in ast.walk(body)}
    if not 0 < len(own) < 3 or not used or not used.issuperset(own):
        return ""
    letters = {name: GREEK.get(name, name if len(name) == 1 else "x") for name in own}
    names = CONSTANTS | function.names | function.scope | letters
    parts = parts[0].elts if isinstance(parts[0], ast.Tuple | ast.List) else parts
    texts = [_tex(part, level, names) for part in parts]
    if not all(texts):
        return ""
    texts = texts[: -1 if len(texts) == 3 and texts[2] == "0" else None]
    text = texts[0] if len(parts) == 1 else f"({', '.join(texts)})"
    return text if len(text) <= 50 else ""


def _tex(node: ast.expr, level: int, names: Scope) -> str:
    """An expression as TeX. `names` holds numbers, or the signs of variables and constants."""
    if level > 12:
        return ""
    match node:
        case ast.Name(id=name) if name in CONSTANTS or type(names.get(name)) is str:
            return str(CONSTANTS.get(name, names.get(name)))
        case ast.Constant() | ast.Name():
            value: Any = names.get(node.id) if isinstance(node, ast.Name) else node.value
            text = measure(value, 4) if is_number(value) else "nan"
            return text if float(text) == value else ""
        case ast.Attribute(attr="pi"):
            return r"\pi"
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            text = _tex(inner, level + 1, names)
            return text and (f"-({text})" if _is_sum(inner) else f"-{text}")
        case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=own)], keywords=[]) if isinstance(
            held := names.get(name), Function
        ) and [arg.arg for arg in held.node.args.args[-1:]] == [own]:
            return formula(held, level + 5)
        case ast.Call(func=ast.Name(id="max" | "min" as name), args=[_, _] as sides, keywords=[]):
            texts = [_tex(side, level + 1, names) for side in sides]
            return rf"\{name}({', '.join(texts)})" if all(texts) else ""
        case ast.Call(func=function, args=[inner], keywords=[]):
            return _applied(function, _tex(inner, level + 1, names))
        case ast.BinOp(left=left, op=op, right=right):
            texts = [_tex(side, level + 1, names) for side in (left, right)]
            return _binary(op, texts, [_is_sum(left), _is_sum(right)]) if all(texts) else ""
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


def _binary(op: ast.operator, texts: list[str], sums: list[bool]) -> str:
    (one, two), (one_sum, two_sum) = texts, sums
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
            apart = re.search(r"\\[a-z]+$", one) and two[0].isalpha()
            return f"{one} {two}" if apart else one + two
        case ast.Div():
            return rf"\frac{{{one}}}{{{two}}}"
    return ""


def _is_sum(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
