"""Sizes that ManimGL's defaults give and ManimCE's do not: of texts, and of axes without a width.

A Text of ManimGL is TEXT times as large as one of ManimCE in the same font (measured with manimgl
1.7.2 and manim 0.22.0). Its axes have units of length 1 and no tips; ManimCE's fill the frame.
"""

import ast

from mdx.porting.module import Module

TEXT = 0.73
FONT_SIZE = 48
FADED = {"gl": 4, "cairo": 1}  # lines between two lines of a plane; ManimCE counts the boxes
AXES = {"Axes": ("x", "y"), "ThreeDAxes": ("x", "y", "z")}
GIVEN = {"x": ("width", "x_length"), "y": ("height", "y_length"), "z": ("depth", "z_length")}


def apply(module: Module) -> None:
    if module.dialect == "gl":
        for name in ("Text", "MarkupText"):
            for call in module.calls.get(name, ()):
                if isinstance(call.func, ast.Name) and module.is_free(name) and call.args:
                    _text(module, call)
    if module.dialect != "ce":
        for name in ("NumberPlane", "ComplexPlane"):
            for call in module.calls.get(name, ()):
                if isinstance(call.func, ast.Name) and module.is_free(name):
                    _plane(module, call)
        for name, directions in AXES.items():
            for call in module.calls.get(name, ()):
                if isinstance(call.func, ast.Name) and module.is_free(name):
                    _axes(module, call, directions)


def _plane(module: Module, call: ast.Call) -> None:
    given = {keyword.arg: keyword for keyword in call.keywords}
    ratio = given.get("faded_line_ratio") or given.get("secondary_line_ratio")
    if ratio is None and None not in given:
        _add(module, call, f"faded_line_ratio={FADED[module.dialect] + 1}")
    elif ratio is not None:
        number = ratio.value.value if isinstance(ratio.value, ast.Constant) else None
        if isinstance(number, int):
            module.replace(ratio.value, str(number + 1), code="size:faded_line_ratio")
        else:
            module.insert(module.span(ratio.value).start, "1 + ", "size:faded_line_ratio")


def _text(module: Module, call: ast.Call) -> None:
    given = {keyword.arg: keyword for keyword in call.keywords}
    if "size" in given or None in given or "height" in given or len(call.args) > 1:
        return
    if "font_size" not in given:
        _add(module, call, f"font_size={TEXT * FONT_SIZE:.0f}")
        return
    value = given["font_size"].value
    if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
        module.replace(value, f"{value.value * TEXT:.0f}", code="size:Text")
    else:
        atom = isinstance(value, ast.Name | ast.Attribute | ast.Call | ast.Subscript)
        span = module.bare(value)
        parts = [span] if atom else ["(", span, ")"]
        module.replace(value, f"{TEXT} * ", *parts, code="size:Text")


def _axes(module: Module, call: ast.Call, directions: tuple[str, ...]) -> None:
    given = {keyword.arg for keyword in call.keywords}
    if None in given:  # what a dictionary gives may be anything
        return
    new = [f"{d}_length=None" for d in directions if not given.intersection(GIVEN[d])]
    if module.dialect == "gl" and "include_tip" not in module.given and "tips" not in given:
        new.append("tips=False")
    if new:
        _add(module, call, ", ".join(new))


def _add(module: Module, call: ast.Call, text: str) -> None:
    """Puts keywords before those of a call: these may all be taken out."""
    code = f"size:{ast.unparse(call.func)}"
    if call.args:
        module.insert(max(module.span(a).end for a in call.args), f", {text}", code)
    else:
        more = ", " * bool(call.keywords)
        module.insert(module.span(call.func).end + 1, text + more, code)
