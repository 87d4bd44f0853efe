"""Updaters: the older libraries call one as soon as it is added, and `f_always` adds one."""

import ast

from mdx.porting.edits import Part
from mdx.porting.index import dotted
from mdx.porting.module import Module


def apply(module: Module) -> None:
    if module.dialect != "ce":
        for call in module.calls.get("add_updater", ()):
            _called(module, call)
    for name in ("f_always", "always"):
        for node in module.attributes.get(name, ()):
            _always(module, node, called=name == "f_always")


def _called(module: Module, call: ast.Call) -> None:
    """One that the code may look at before the next frame is drawn is called at once."""
    if not isinstance(call.func, ast.Attribute) or len(call.args) != 1 or call.keywords:
        return
    if isinstance(call.args[0], ast.Lambda) and len(call.args[0].args.args) == 1:
        end = module.span(call.args[0]).end
        module.insert(end, ", call_updater=True", "updater")


def _always(module: Module, node: ast.Attribute, called: bool) -> None:
    """`mobject.f_always.set_value(tracker.get_value)` as the updater that it is."""
    method = module.parent.get(node)
    call = module.parent.get(method) if method is not None else None
    if not (
        isinstance(method, ast.Attribute) and isinstance(call, ast.Call) and call.func is method
    ):
        return
    if not called and module.has_attribute("always"):
        return
    parts: list[Part] = [module.span(node.value), f".add_updater(lambda m: m.{method.attr}("]
    given = [("", argument) for argument in call.args]
    given += [(f"{k.arg}=" if k.arg else "**", k.value) for k in call.keywords]
    for at, (name, value) in enumerate(given):
        parts += [", " * bool(at) + name, *_called_value(module, value, called)]
    module.replace(call, *parts, "))", code=f"method:{node.attr}")


def _called_value(module: Module, value: ast.expr, called: bool) -> list[Part]:
    if not called:
        return [module.span(value)]
    if isinstance(value, ast.Lambda) and not value.args.args:
        return ["(", module.span(value.body), ")"]
    if dotted(value):
        return [module.span(value), "()"]
    return ["(", module.span(value), ")()"]
