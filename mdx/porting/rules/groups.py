"""Groups of another class than what becomes of them allows: vectorized ones, and others."""

import ast

from mdx.porting.index import dotted
from mdx.porting.kinds import Kinds
from mdx.porting.module import Module

DRAWING = ("ShowCreation", "Uncreate", "Write", "Unwrite", "DrawBorderThenFill", "Create",
           "ShowPassingFlash", "ShowIncreasingSubsets")  # fmt: skip
NOT_VECTORIZED = ("ValueTracker", "ImageMobject", "PMobject")


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    kinds = module.ask(Kinds)
    if module.is_free("Group"):
        for name in DRAWING:
            for call in module.calls.get(name, ()):
                _drawn(module, call)
    if module.is_free("VGroup"):
        for call in module.calls.get("VGroup", ()):
            if isinstance(call.func, ast.Name) and any(_other(module, kinds, a) for a in call.args):
                module.replace(call.func, "Group", code="name:VGroup")


def _drawn(module: Module, call: ast.Call) -> None:
    """What is drawn stroke by stroke is a VGroup."""
    path = dotted(call.args[0]) if call.args else ""
    for value, element in module.assigned.get(path, ()):
        if isinstance(value, ast.Call) and dotted(value.func) == "Group" and not element:
            module.replace(value.func, "VGroup", code="name:Group")


def _other(module: Module, kinds: Kinds, node: ast.expr) -> bool:
    many = isinstance(node, ast.Starred | ast.GeneratorExp)
    kind = kinds.of_element(node) if many else kinds.of(node)
    return bool(kind) and any(module.is_a(kind, base) for base in NOT_VECTORIZED)
