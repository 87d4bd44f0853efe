"""Values that a parameter cannot take, told by its annotation in manim.

Only what manim cannot work with counts: it takes what numpy can broadcast for a number or a
vector, and any object that is close enough to the mobject it asks for.
"""

import ast
from collections.abc import Iterator
from functools import cache

from mdx.manim.parameters import kinds
from mdx.quality.evidence import Finding
from mdx.quality.inference import Types
from mdx.quality.kinds import ANIMATE, CLASS
from mdx.quality.scope import Scope, Site
from mdx.quality.wrong import flat, is_colour, wrong

WORDS = frozenset(
    ("number", "numbers", "bool", "str", "path", "none", "point", "vector", "colour", "colours",
     "function", "animation", "sequence", "array", "dict", "class")
)  # fmt: skip
# What values of Python's own types go for. Strings are sequences; numbers are broadcast.
GOES_FOR = {
    "str": {"str", "path", "colour", "colours", "sequence"},
    "int": {"number", "bool", "vector", "colour", "colours"},
    "float": {"number", "bool", "vector", "colour", "colours"},
    "list": {"sequence", "array", "numbers", "colours", "point", "vector", "colour", "number"},
    "tuple": {"sequence", "array", "numbers", "colours", "point", "vector", "colour", "number"},
    "ndarray": {"sequence", "array", "numbers", "colours", "point", "vector", "colour", "number"},
    "dict": {"dict", "sequence"},
    "function": {"function", "class"},
    "method": {"function", "class"},
    "ManimColor": {"colour"},
}
# What manim turns into a number, or never looks at.
CONVERTED = frozenset(
    ("font_size", "fill_opacity", "stroke_opacity", "opacity", "stroke_width", "phi", "theta",
     "gamma", "zoom", "focal_distance")
)  # fmt: skip
FREE = frozenset(("name", "use_override", "args", "kwargs", "z_index"))
FLAT = frozenset(("vector", "sequence", "array"))  # that may have two coordinates
CONTAINERS = frozenset(("sequence", "array", "dict"))


def check(types: Types, site: Site, parameter: str, node: ast.expr) -> Iterator[Finding]:
    """`wrong-value`, `flat-point`, `unknown-colour` for a value that the annotation forbids."""
    kind = site.scope.type(node)
    if not kind or kind == "bool" or parameter in FREE:
        return
    owner = types.release_name(site.owner) if site.owner else ""
    allowed = kinds(types.release, owner, site.name, parameter)
    if not allowed:
        return
    if kind == "NoneType":  # of a function that returns nothing; whoever writes None may mean it
        needed = parameter in site.signature.required and "none" not in allowed
        if needed and type(site.scope.value(node)) is not ast.Constant:
            yield wrong(types, site, parameter, node)
        return
    if parameter.endswith(("color", "colors")):  # some are annotated as strings
        allowed |= {"colour"}
    text = site.scope.text(node) if kind == "str" else ""
    if _is_refused(types, kind, allowed, parameter, text):
        yield wrong(types, site, parameter, node)
    elif "point" in allowed and not allowed & FLAT:
        yield from flat(site, parameter, node)
    if "colour" in allowed or "colours" in allowed:
        yield from is_colour(types, site.scope, node)
    elif "dict" in allowed:
        yield from _style(types, site.scope, node)


@cache
def _classes(allowed: frozenset[str]) -> frozenset[str]:
    return allowed - WORDS


def _is_refused(
    types: Types, kind: str, allowed: frozenset[str], parameter: str, text: str
) -> bool:
    if kind in ("list", "tuple") and "animation" in allowed:
        return False  # manim looks inside
    if kind in GOES_FOR:
        if kind == "str" and "number" in allowed and parameter in CONVERTED:
            return text.isalpha()
        if kind in ("int", "float") and allowed <= {"str", "path", "none"}:
            return parameter == "text"  # elsewhere only shown, or made a word
        return allowed.isdisjoint(GOES_FOR[kind])
    if kind.startswith(CLASS):
        return allowed.isdisjoint(("class", "function"))
    if kind.startswith(ANIMATE) or types.is_a(kind, "Animation"):
        return "animation" not in allowed and not _is_one_of(types, kind, allowed)
    if types.is_a(kind, "Mobject"):
        if "str" in allowed and "label" in parameter:
            return False  # what is a text already serves
        fitting = _classes(allowed) or allowed & CONTAINERS
        return not fitting and not (types.is_a(kind, "ValueTracker") and "number" in allowed)
    return False


def _is_one_of(types: Types, kind: str, allowed: frozenset[str]) -> bool:
    return any(types.is_a(kind, name) for name in _classes(allowed))


def _style(types: Types, scope: Scope, node: ast.expr) -> Iterator[Finding]:
    """The colours in a dict of keywords for what is drawn."""
    value = scope.value(node)
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys, value.values, strict=True):
            if key is not None and scope.text(key).endswith("color"):
                yield from is_colour(types, scope, item)
