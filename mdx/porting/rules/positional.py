"""Arguments whose place moved, given by name: where each release's tables put them tells which."""

import ast

from mdx.manim.releases import Release, Signature
from mdx.porting.module import Module
from mdx.porting.rules.keywords import GONE, UNKNOWN, Keywords, called_class


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    keywords = Keywords(module)
    for calls in module.calls.values():
        for call in calls:
            if len(call.args) > 1 or (call.args and call.func.__class__ is ast.Name):
                owner = called_class(module, call)
                if owner and owner not in module.classes:
                    _call(module, keywords, call, owner)


def _call(module: Module, keywords: Keywords, call: ast.Call, owner: str) -> None:
    new = keywords.signature(owner)
    if new is None or any(isinstance(a, ast.Starred) for a in call.args):
        return
    args = call.args
    if isinstance(call.func, ast.Attribute) and not _is_super(call.func.value):
        args = args[1:]  # Base.__init__(self, ...)
    own = consumes(module.target, keywords.names.get(owner, owner))
    ways = [
        named(old, new, own, len(args))
        for release in module.origins
        if (old := release.function(owner)) and len(old.positional) >= len(args)
    ]
    if not ways or not all(map(any, ways)):
        return
    fates = {name: keywords.of_class(owner, name) for name in ways[0] if name}
    for name, fate in fates.items():
        if fate in (GONE, UNKNOWN):
            module.left[f"place:{owner}.{name}"] = None
            return
    for name, arg in zip(ways[0], args, strict=False):
        if name:
            module.insert(module.span(arg).start, f"{fates[name]}=", f"place:{owner}.{name}")


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def consumes(release: Release, name: str) -> bool:
    """Whether a class's constructor takes all its places itself, as `*mobjects`: `*args` are
    passed on to one that has places of its own."""
    for ancestor in release.lineage(name):
        words = release.classes.get(ancestor, {}).get("methods", {}).get("__init__")
        if words is not None:
            return "*args" not in words.split()
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
