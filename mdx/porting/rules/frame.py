"""The camera's frame: which scene has one in ManimCE, and what is asked of it."""

import ast

from mdx.porting.index import dotted
from mdx.porting.module import Module

ORIENTS = ("reorient", "set_euler_angles", "increment_theta", "increment_phi", "increment_gamma",
           "set_theta", "set_phi", "set_gamma", "add_ambient_rotation", "set_field_of_view",
           "set_focal_distance", "to_default_state", "make_orientation_default",
           "get_implied_camera_location", "get_euler_angles", "get_theta", "get_phi", "get_gamma",
           "increment_euler_angles", "set_orientation")  # fmt: skip
FLAT, ORIENTED = "MovingCameraScene", "FrameScene"
PLAIN = ("Scene", "InteractiveScene", "ThreeDScene")
CODE = "camera-frame"


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    frames = [node for node in module.attributes.get("frame", ()) if _is_frame(node)]
    frames += [n for n in module.attributes.get("camera_frame", ()) if dotted(n.value) == "self"]
    scenes = _scenes(module)
    if "self.frame" in module.assigned or "frame" in module.methods:  # the code's own
        frames = [node for node in frames if dotted(node) != "self.frame"]
    kinds: dict[str, str] = {}
    oriented = _is_oriented(module)
    for node in frames:
        around = module.class_of(node)
        root = scenes.get(around.name) if around else None
        if root is None:
            continue
        if oriented and module.dialect == "gl":
            kinds[root] = ORIENTED
        elif kinds.get(root) != ORIENTED:
            kinds[root] = FLAT
        _ask(module, node, kinds[root])
    for root, kind in kinds.items():
        _base(module, module.classes[root], kind)
    _fixed(module, scenes, kinds)


def _is_frame(node: ast.Attribute) -> bool:
    return dotted(node.value) == "self" or dotted(node.value).endswith("camera")


def _is_oriented(module: Module) -> bool:
    """Whether the camera is turned out of the plane somewhere, by what only a frame can do."""
    return any(name not in module.methods for name in ORIENTS if name in module.attributes)


def _scenes(module: Module) -> dict[str, str]:
    """The first of its ancestors in the code that each scene has."""
    roots = {}
    for name in module.classes:
        mine = [base for base in module.bases(name) if base in module.classes]
        if any(base.endswith("Scene") for base in module.bases(name)):
            roots[name] = mine[-1]
    return roots


def _ask(module: Module, node: ast.Attribute, kind: str) -> None:
    path = dotted(node)
    if isinstance(node.ctx, ast.Store):
        return
    if kind == ORIENTED:
        if path.endswith(".camera.frame") and isinstance(node.value, ast.Attribute):
            module.replace(node, module.span(node.value.value), ".frame", code=CODE)
    elif path in ("self.frame", "self.camera_frame"):
        module.replace(node, "self.camera.frame", code=CODE)


def _base(module: Module, root: ast.ClassDef, kind: str) -> None:
    for base in root.bases:
        name = dotted(base)
        if name in PLAIN and not (kind == FLAT and name == "ThreeDScene"):
            module.replace(base, kind, code=CODE)
            if kind == ORIENTED:
                module.wanted[ORIENTED] = None


def _fixed(module: Module, scenes: dict[str, str], kinds: dict[str, str]) -> None:
    """`fix_in_frame`, which a camera in space is told; one that looks straight needs no word."""
    for name in ("fix_in_frame", "unfix_from_frame"):
        for call in module.calls.get(name, ()):
            if not isinstance(call.func, ast.Attribute):
                continue
            around = module.class_of(call)
            root = scenes.get(around.name, "") if around else ""
            in_space = kinds.get(root) == ORIENTED or (
                root and any("ThreeD" in base for base in module.bases(root))
            )
            _fix(module, call, name, bool(in_space))


def _fix(module: Module, call: ast.Call, name: str, in_space: bool) -> None:
    assert isinstance(call.func, ast.Attribute)
    receiver = module.span(call.func.value)
    whole = module.bare(call)
    statement = module.parent.get(call)
    verb = "add_fixed_in_frame_mobjects" if name == "fix_in_frame" else (
        "remove_fixed_in_frame_mobjects")  # fmt: skip
    if isinstance(statement, ast.Expr):
        if in_space:
            module.replace(call, f"self.camera.{verb}(", receiver, ")", code=f"gone:{name}")
        elif dotted(call.func.value):
            module.remove(statement, f"gone:{name}")
        else:
            module.replace(whole._replace(start=receiver.end), code=f"gone:{name}")
        return
    module.replace(whole._replace(start=receiver.end), code=f"gone:{name}")
    if in_space:
        if isinstance(statement, ast.Assign) and dotted(statement.targets[0]):
            indent = "\n" + module.indent(statement)
            text = f"{indent}self.camera.{verb}({dotted(statement.targets[0])})"
            module.insert(module.span(statement).end, text, f"gone:{name}")
        else:
            module.left[f"gone:{name}"] = None
