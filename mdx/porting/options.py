"""CONFIG, the old library's dictionary of a class's options, and what its keys stand for."""

import ast
from keyword import iskeyword
from typing import NamedTuple

from mdx.porting.edits import Span
from mdx.porting.index import dotted, last_name
from mdx.porting.keywords import GONE, UNKNOWN, Keywords
from mdx.porting.module import Module

SIZES = frozenset(("width", "height", "depth", "color", "points"))  # properties of every mobject


class Options(NamedTuple):
    """The CONFIG of a class: its statement, its values by key, and which of them are parameters.

    `passed` are those that the base's constructor takes, by the name it has there.
    """

    statement: ast.Assign
    values: dict[str, ast.expr]
    parameters: dict[str, None]
    passed: dict[str, str]


def bases_first(module: Module) -> list[ast.ClassDef]:
    """The classes of the code, each after its bases."""
    ordered: dict[str, ast.ClassDef] = {}
    for name in module.classes:
        _add(module, name, ordered, 0)
    return list(ordered.values())


def _add(module: Module, name: str, ordered: dict[str, ast.ClassDef], depth: int) -> None:
    if name in module.classes and name not in ordered and depth < 50:
        for base in module.classes[name].bases:
            _add(module, last_name(base), ordered, depth + 1)
        ordered[name] = module.classes[name]


def options_of(
    module: Module, keywords: Keywords, node: ast.ClassDef, done: dict[str, Options]
) -> Options | None:
    """A class's CONFIG; None if it has none, or one that is computed."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and dotted(statement.targets[0]) == "CONFIG":
            break
    else:
        return None
    values = _values(statement.value)
    if values is None:
        module.left[f"config:{node.name}"] = None
        return None
    parameters: dict[str, None] = {}
    passed: dict[str, str] = {}
    if not is_scene(module, node.name):
        base = last_name(node.bases[0]) if node.bases else ""
        for key in values:
            new = _taken(module, keywords, base, key, done)
            if new:
                passed[key] = new
            if new or _is_given(module, key):
                parameters[key] = None
    return Options(statement, values, parameters, passed)


def _values(value: ast.expr) -> dict[str, ast.expr] | None:
    if isinstance(value, ast.Dict):
        keys = [k.value if isinstance(k, ast.Constant) else None for k in value.keys]
        pairs = list(zip(keys, value.values, strict=True))
    elif isinstance(value, ast.Call) and dotted(value.func) == "dict" and not value.args:
        pairs = [(k.arg, k.value) for k in value.keywords]
    else:
        return None
    if all(isinstance(key, str) and key.isidentifier() and not iskeyword(key) for key, _ in pairs):
        return {str(key): value for key, value in pairs}
    return None


def is_scene(module: Module, name: str) -> bool:
    """Whether a class is a scene, even if its base is in none of the tables."""
    return any(base.endswith("Scene") for base in module.bases(name))


def _taken(
    module: Module, keywords: Keywords, base: str, key: str, done: dict[str, Options]
) -> str:
    """The name under which a base's constructor accepts an option; "" if it does not."""
    for name in module.bases(base):
        if name in done and key in done[name].parameters:
            return key
        if name not in module.classes:
            break
    library = next((b for b in module.bases(base) if b not in module.classes), "")
    taken = module.target.function(keywords.names.get(library, library))
    if taken is None:
        return ""
    fate = keywords.of_class(library, key)
    if fate == GONE:
        module.ported[f"keyword:{library}.{key}"] = None
    return fate if fate not in (GONE, UNKNOWN) and fate in taken.keywords else ""


def attribute_name(key: str) -> str:
    """The name of an option as an attribute, which must not be a property of every mobject."""
    return f"given_{key}" if key in SIZES else key


def _is_given(module: Module, key: str) -> bool:
    """Whether some call passes an option, or a dictionary that may become its keywords."""
    if key not in module.options_given:
        holders = (module.parent.get(module.parent.get(p, p)) for p in module.given.get(key, ()))
        module.options_given[key] = any(
            not isinstance(holder, ast.Assign) or dotted(holder.targets[0]) != "CONFIG"
            for holder in holders
        )
    return module.options_given[key]


def comments_of(module: Module, options: Options) -> dict[str, tuple[list[str], str]]:
    """The comments before each key on lines of their own, and after it on its line."""
    comments: dict[str, tuple[list[str], str]] = {}
    text = module.source
    at = module.span(options.statement.value).start
    keys = list(options.values)
    for index, key in enumerate(keys):
        value = module.span(options.values[key])
        before = [
            line.strip()
            for line in text.text(Span(at, value.start)).split("\n")
            if line.strip().startswith("#")
        ]
        end = text.bytes.find(b"\n", value.end)
        rest = text.text(Span(value.end, end if end >= 0 else value.end)).lstrip(" ,)")
        later = index + 1 < len(keys) and module.span(options.values[keys[index + 1]]).start < end
        after = rest.strip() if rest.startswith("#") and not later else ""
        comments[key] = (before, after)
        at = end if after else value.end
    return comments
