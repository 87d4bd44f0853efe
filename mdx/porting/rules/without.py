"""What a set's maker chose to do without: pictures, drawings and sounds, or manim-slides."""

import ast

from mdx.porting.edits import Part
from mdx.porting.index import dotted, last_name
from mdx.porting.module import Module

SHOWN = ("ImageMobject", "SVGMobject")
SLIDES = ("manim_slides", "manim_slides.slide")
STEPS = ("next_slide", "pause", "start_loop", "end_loop", "start_skip_animations",
         "stop_skip_animations", "add_to_canvas", "remove_from_canvas")  # fmt: skip


def apply(module: Module) -> None:
    if "assets" in module.without:
        _assets(module)
    if "slides" in module.without:
        _slides(module)


def _assets(module: Module) -> None:
    """Files that code shows become frames with their names, of the size that the code gives."""
    for name in SHOWN:
        for call in module.calls.get(name, ()):
            if isinstance(call.func, ast.Name) and call.args and module.is_free(name):
                sizes = [k for k in call.keywords if k.arg in ("height", "width")]
                parts: list[Part] = ["Placeholder(", module.span(call.args[0])]
                for keyword in sizes:
                    parts += [", ", module.span(keyword)]
                module.replace(call, *parts, ")", code=f"without:{name}")
                module.wanted["Placeholder"] = None
    for call in module.calls.get("add_sound", ()):
        statement = module.parent.get(call)
        if isinstance(statement, ast.Expr):
            module.remove(statement, "without:add_sound")


def _slides(module: Module) -> None:
    """Slides become scenes; what is only there for a presentation goes, its notes as comments."""
    statements = [
        node
        for node in module.imports
        if isinstance(node, ast.ImportFrom) and node.module in SLIDES
    ]
    if not statements:
        return
    for imported in statements:
        module.remove(imported, "without:slides")
    for name, scene in (("Slide", "Scene"), ("ThreeDSlide", "ThreeDScene")):
        for node in module.names.get(name, ()):
            module.replace(node, scene, code="without:slides")
    for name in STEPS:
        for call in module.calls.get(name, ()):
            statement = module.parent.get(call)
            if isinstance(statement, ast.Expr) and dotted(call.func).startswith("self."):
                _step(module, call, statement)
    for call in module.calls.get("wipe", ()):
        if last_name(call.func) == "wipe" and dotted(call.func) == "self.wipe":
            module.left["without:wipe"] = None


def _step(module: Module, call: ast.Call, statement: ast.Expr) -> None:
    notes = next((k.value for k in call.keywords if k.arg == "notes"), None)
    if isinstance(notes, ast.Constant) and isinstance(notes.value, str):
        lines = [line.strip() for line in notes.value.strip().split("\n")]
        text = ("\n" + module.indent(statement)).join(f"# {line}".rstrip() for line in lines)
        module.replace(statement, text + _pass(module, statement), code="without:slides")
    else:
        module.remove(statement, "without:slides")


def _pass(module: Module, statement: ast.stmt) -> str:
    """A statement for a block that would have none but a comment."""
    block = getattr(module.parent.get(statement), "body", [])
    return "\n" + module.indent(statement) + "pass" if block == [statement] else ""
