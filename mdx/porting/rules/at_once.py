"""Animations that the code finishes itself: `Transform(a, b).update(1)` is `a.become(b)`."""

import ast

from mdx.porting.module import Module

ENDS = ("update", "interpolate")


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    for name in ENDS:
        for call in module.calls.get(name, ()):
            animated = call.func.value if isinstance(call.func, ast.Attribute) else None
            if (
                isinstance(animated, ast.Call)
                and isinstance(animated.func, ast.Name)
                and _is_end(call)
            ):
                _done(module, call, animated, animated.func.id)


def _is_end(call: ast.Call) -> bool:
    last = call.args[0] if len(call.args) == 1 else None
    return isinstance(last, ast.Constant) and last.value == 1 and not call.keywords


def _done(module: Module, call: ast.Call, animated: ast.Call, animation: str) -> None:
    if not animated.args or any(isinstance(a, ast.Starred) for a in animated.args):
        return
    first, *rest = animated.args
    span = module.span(first)
    if animation == "Transform" and len(rest) == 1:
        module.replace(call, span, ".become(", module.span(rest[0]), ")", code="at-once")
    elif animation == "ApplyMethod" and isinstance(first, ast.Attribute):
        parts = [part for a in rest for part in (", ", module.span(a))][1:]
        module.replace(call, span, "(", *parts, ")", code="at-once")
    else:
        return
    module.rewritten.update((call, animated))
