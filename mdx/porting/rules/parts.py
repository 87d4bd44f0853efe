"""Formulas of one string that code takes for a row of glyphs, as they were until 2019: since then
they have one part, which holds the glyphs."""

import ast

from mdx.porting.index import dotted
from mdx.porting.module import Module
from mdx.porting.rules.glyphs import PARTS, SPLITTING

CODE = "glyphs"


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    taken: dict[str, list[ast.Subscript]] = {}
    for node in module.subscripts:
        if (path := dotted(node.value)) and path in module.assigned:
            taken.setdefault(path, []).append(node)
    for path, subscripts in taken.items():
        held = module.assigned[path]
        if any(map(_is_beyond, subscripts)) and all(
            _is_one_string(module, value) and not element for value, element in held
        ):
            if not any(isinstance(module.parent.get(s), ast.Subscript) for s in subscripts):
                for node in subscripts:
                    module.insert(module.span(node.value).end, "[0]", CODE)


def _is_one_string(module: Module, node: ast.expr) -> bool:
    """Whether an expression makes a formula of one string that nothing splits."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value  # Tex("a").scale(2)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in PARTS
        and module.is_free(node.func.id)
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Constant)
        and not any(keyword.arg in SPLITTING for keyword in node.keywords)
    )


def _is_beyond(node: ast.Subscript) -> bool:
    """Whether an index, or the end of a slice, is one that a formula of one part does not have."""
    key = node.slice
    if isinstance(key, ast.Slice):
        ends = (getattr(bound, "value", 0) for bound in (key.lower, key.upper) if bound)
        return any(isinstance(end, int) and end > 1 for end in ends)
    return isinstance(key, ast.Constant) and isinstance(key.value, int) and key.value > 0
