"""Surfaces without colours, and those without a function, which ManimCE wants: flat ones, and those
that a method gives."""

import ast

from mdx.porting.index import last_name
from mdx.porting.module import Module

BASES = ("Surface", "ParametricSurface")


def apply(module: Module) -> None:
    for place in module.given.get("checkerboard_colors", ()):
        value = place.value if isinstance(place, ast.keyword) else None
        if isinstance(value, ast.Constant) and value.value is None:
            module.replace(value, "False", code="keyword:Surface.checkerboard_colors")
    if module.dialect == "ce":
        return
    for name in BASES if module.dialect == "gl" else ():
        for call in module.calls.get(name, ()):
            if isinstance(call.func, ast.Name) and module.is_free(name) and not _is_given(call):
                plane = "lambda u, v: [u, v, 0]" + ", " * bool(call.keywords)
                module.insert(module.span(call.func).end + 1, plane, "place:Surface.func")
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


def _is_given(call: ast.Call) -> bool:
    return bool(call.args) or any(k.arg in (None, "uv_func", "func") for k in call.keywords)


def _gives_none(call: ast.Call) -> bool:
    """Whether a call of the base's constructor has no place for the function."""
    return not [a for a in call.args if last_name(a) != "self"]
