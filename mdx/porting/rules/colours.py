"""The grey that ManimGL fills shapes with by default; ManimCE takes the colour of the line."""

import ast

from mdx.porting.module import Module

SHAPES = ("Circle", "Ellipse", "Square", "Rectangle", "RoundedRectangle", "Polygon",
          "RegularPolygon", "Triangle")  # fmt: skip
COLOURS = frozenset(("color", "fill_color", "style", None))


def apply(module: Module) -> None:
    if module.dialect != "gl":
        return
    for name in SHAPES:
        for call in module.calls.get(name, ()):
            if isinstance(call.func, ast.Name) and module.is_free(name):
                _fill(module, call, name)


def _fill(module: Module, call: ast.Call, name: str) -> None:
    given = {keyword.arg: keyword for keyword in call.keywords}
    opacity = given.get("fill_opacity")
    if opacity is None or COLOURS & given.keys() or _is_coloured(module, call):
        return
    if not isinstance(opacity.value, ast.Constant) or opacity.value.value:
        module.insert(module.span(opacity).start, "fill_color=GRAY_C, ", f"size:{name}")


def _is_coloured(module: Module, call: ast.Call) -> bool:
    """Whether a method called on it right away gives it another colour."""
    method = module.parent.get(call)
    return isinstance(method, ast.Attribute) and method.attr in (
        "set_color",
        "set_fill",
        "set_style",
    )
