"""Arguments whose place moved, given by name: where each release's tables put them tells which."""

import ast
from functools import cache

from mdx.manim.releases import Release, Signature
from mdx.porting.keywords import GONE, UNKNOWN, Keywords
from mdx.porting.module import Module
from mdx.porting.rules.keywords import called_class


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    keywords = module.ask(Keywords)
    for calls in module.calls.values():
        for call in calls:
            if len(call.args) > 1 or (call.args and call.func.__class__ is ast.Name):
                owner = called_class(module, call)
                if owner and owner not in module.classes and call not in module.rewritten:
                    _call(module, keywords, call, owner)
    for call in module.calls.get("LaggedStartMap", ()):
        _mapped(module, keywords, call)


def _mapped(module: Module, keywords: Keywords, call: ast.Call) -> None:
    """`LaggedStartMap(FadeIn, group, lambda m: (m, UP))`, where places that moved are named."""
    if len(call.args) < 3 or not isinstance(call.args[0], ast.Name):
        return
    name, function = call.args[0].id, call.args[2]
    body = function.body if isinstance(function, ast.Lambda) else None
    if not isinstance(body, ast.Tuple) or len(body.elts) < 2 or not module.is_free(name):
        return
    moved = moves(module, keywords, name, len(body.elts))
    if any(moved):
        parameters = [f"a{at}" for at in range(len(moved))]
        given = [f"{name}={a}" if name else a for name, a in zip(moved, parameters, strict=True)]
        new = keywords.names.get(name, name)
        text = f"lambda {', '.join(parameters)}, **kwargs: {new}({', '.join(given)}, **kwargs)"
        module.replace(call.args[0], text, code=f"place:{name}.{next(filter(None, moved))}")


def moves(module: Module, keywords: Keywords, owner: str, count: int) -> list[str]:
    """The names by which so many arguments of a class must be given now, "" where the place is the
    same; [] where none moved, or where no name would be taken."""
    if (owner, count) not in keywords.moved:
        keywords.moved[owner, count] = _moves(module, keywords, owner, count)
    return keywords.moved[owner, count]


def _moves(module: Module, keywords: Keywords, owner: str, count: int) -> list[str]:
    new = keywords.signature(owner)
    if new is None:
        return []
    own = consumes(module.target, keywords.names.get(owner, owner))
    ways = [
        named(old, new, own, count)
        for release in module.origins
        if (old := release.function(owner)) and len(old.positional) >= count
    ]
    if not ways or not all(map(any, ways)):
        return []
    fates = [keywords.of_class(owner, name) if name else "" for name in ways[0]]
    for name, fate in zip(ways[0], fates, strict=True):
        if name and fate in (GONE, UNKNOWN):
            module.left[f"place:{owner}.{name}"] = None
            return []
    return fates


def _call(module: Module, keywords: Keywords, call: ast.Call, owner: str) -> None:
    if any(isinstance(a, ast.Starred) for a in call.args):
        return
    args = call.args
    if isinstance(call.func, ast.Attribute) and not _is_super(call.func.value):
        args = args[1:]  # Base.__init__(self, ...)
    for name, arg in zip(moves(module, keywords, owner, len(args)), args, strict=False):
        if name:
            module.insert(module.span(arg).start, f"{name}=", f"place:{owner}.{name}")


def _is_super(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )


@cache
def consumes(release: Release, name: str) -> bool:
    """Whether a class's constructor takes all its places itself, as `*mobjects`: `*args` are
    passed on to one that has places of its own."""
    for ancestor in release.lineage(name):
        parameters = release.classes.get(ancestor, {}).get("methods", {}).get("__init__")
        if parameters is not None:
            return "*args" not in parameters.split()
    return True


def named(old: Signature, new: Signature, own: bool, count: int) -> list[str]:
    """For each of so many arguments the name it must be given by, "" where its place is the same.

    After the first that moved all others are named, as Python demands.
    """
    names: list[str] = []
    for at, name in enumerate(old.positional[:count]):
        if at < len(new.positional):
            there = new.positional[at]
            same = there == name or (name not in new.positional and there not in old.positional)
        else:
            same = new.many and not (own and at and name in new.keywords)
        names.append("" if same and not any(names) else name)
    return names
