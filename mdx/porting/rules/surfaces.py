"""Surfaces of a class of one's own, whose points a method gives: ManimCE wants that function."""

import ast

from mdx.porting.index import last_name
from mdx.porting.module import Module

BASES = ("Surface", "ParametricSurface")


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    for call in module.calls.get("__init__", ()):
        node = module.class_of(call)
        base = last_name(node.bases[0]) if node is not None and node.bases else ""
        if node is None or base not in BASES or not module.is_free(base) or not _gives_none(call):
            continue
        if any(isinstance(s, ast.FunctionDef) and s.name == "uv_func" for s in node.body):
            own = bool(call.args) and last_name(call.args[0]) == "self"
            at = module.span(call.args[0]).end if own else module.span(call.func).end + 1
            more = bool(call.args or call.keywords)
            text = ", self.uv_func" if own else "self.uv_func" + ", " * more
            module.insert(at, text, "place:Surface.func")


def _gives_none(call: ast.Call) -> bool:
    """Whether a call of the base's constructor has no place for the function."""
    return not [a for a in call.args if last_name(a) != "self"]
