"""Methods that have another name, are a property or are gone: methods.toml."""

import ast
from functools import cache

from mdx.manim.releases import releases
from mdx.porting.index import dotted
from mdx.porting.kinds import Kinds
from mdx.porting.module import Module, attributes_of
from mdx.porting.tables import entries

MODULES = frozenset(("np", "math", "random", "os", "sys", "plt", "it", "re", "config", "logger"))


def is_theirs(module: Module, node: ast.Attribute, kinds: Kinds) -> bool:
    """Whether an attribute may be one of the library: the code defines none of that name, or not
    in the class that it belongs to."""
    if dotted(node.value) in MODULES:
        return False
    if dotted(node.value) == "self" and node.attr in scene_methods():
        around = module.class_of(node)
        if around is not None and module.is_a(around.name, "GraphScene"):
            return False
    if node.attr not in module.methods:
        return True
    kind = kinds.of(node.value)
    own = [module.classes[base] for base in module.bases(kind) if base in module.classes]
    methods = (s.name for one in own for s in one.body if isinstance(s, ast.FunctionDef))
    return bool(kind) and node.attr not in methods  # fmt: skip


@cache
def scene_methods() -> frozenset[str]:
    """Methods of the old library's scene with axes, which has names that are also of axes."""
    return frozenset(releases("manimlib", "0.1")[0].classes["GraphScene"]["methods"])


def apply(module: Module) -> None:
    kinds = module.ask(Kinds)
    for old, new in entries("methods", module.dialect, "renamed").items():
        if module.dialect == "ce" and old in attributes_of(module.target):
            continue
        for node in module.attributes.get(old, ()):
            if is_theirs(module, node, kinds):
                module.replace(module.name_span(node), new, code=f"method:{old}")
        _definitions(module, old, new)
    for old, new in entries("methods", module.dialect, "property").items():
        for call in module.calls.get(old, ()):
            func = call.func
            if isinstance(func, ast.Attribute) and not (call.args or call.keywords):
                if is_theirs(module, func, kinds):
                    span = module.name_span(func)
                    whole = span._replace(end=module.bare(call).end)
                    module.replace(whole, new, code=f"method:{old}")
    for old in entries("methods", module.dialect, "gone"):
        for call in module.calls.get(old, ()):
            if isinstance(call.func, ast.Attribute) and is_theirs(module, call.func, kinds):
                take_out(module, call, old)


def take_out(module: Module, call: ast.Call, name: str) -> None:
    """Takes a method's call out of its chain, and a statement away where nothing else is in it."""
    code = f"gone:{name}"
    assert isinstance(call.func, ast.Attribute)
    statement = module.parent.get(call)
    gone = entries("methods", module.dialect, "gone")
    inner: ast.expr = call
    while (
        isinstance(inner, ast.Call)
        and isinstance(inner.func, ast.Attribute)
        and inner.func.attr in gone
    ):
        inner = inner.func.value
    if isinstance(statement, ast.Expr) and (dotted(inner) or _is_super(inner)):
        module.remove(statement, code)
    elif not (isinstance(inner, ast.Name) and inner.id == "self" and inner is call.func.value):
        receiver = module.span(call.func.value)
        module.replace(module.bare(call)._replace(start=receiver.end), code=code)


def _is_super(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )


def _definitions(module: Module, old: str, new: str) -> None:
    """Methods of the code that stand for the library's: what it calls has the new name."""
    if old not in ("init_points", "init_colors") or new == old:
        return
    for function in module.functions:
        if isinstance(function, ast.FunctionDef) and function.name == old:
            start, _ = module.span(function)
            at = module.source.bytes.index(old.encode(), start)
            span = module.span(function)._replace(start=at, end=at + len(old.encode()))
            module.replace(span, new, code=f"method:{old}")
