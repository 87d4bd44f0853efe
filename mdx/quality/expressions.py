"""The types of expressions: what their form, the tables and the code tell of their values."""

import ast
from typing import TYPE_CHECKING, Any

from mdx.manim.releases import Signature
from mdx.manim.values import value
from mdx.quality import kinds
from mdx.quality.kinds import ANIMATE, ANY, CLASS, GROUPS, NUMERIC

if TYPE_CHECKING:
    from mdx.quality.scope import Scope

# Annotations that promise less than the object is.
VAGUE = frozenset(
    ("Mobject", "VMobject", "Animation", "Scene", "OpenGLMobject", "OpenGLVMobject", "Any")
)
CAMERAS = {"MovingCameraScene": "MovingCamera", "ThreeDScene": "ThreeDCamera", "Scene": "Camera"}


def type_of(scope: "Scope", node: ast.expr) -> str:
    """The type of an expression's value; "" where nobody can tell."""
    infer = INFER.get(type(node))
    return infer(scope, node) if infer else kinds.LITERALS.get(type(node), "")


def _attribute(scope: "Scope", node: ast.Attribute) -> str:
    kind = scope.type(node.value)
    types = scope.types
    if not kind:
        if type(node.value) is ast.Name and node.value.id not in scope.local:
            return kinds.constant(node.value.id, node.attr)
        return ""
    if node.attr == "frame" and kind == "MovingCamera":
        return "ScreenRectangle"
    if node.attr == "animate":
        return ANIMATE + kind.removeprefix(ANIMATE)
    if kind in types.own:
        if own := types.results.own_property(kind, node.attr):
            return types.results.returned(own, kind)
        if node.attr == "camera":
            return _camera(scope, kind)
        if stored := types.kept.on_self(kind, node.attr):
            return stored
        if set_once := types.kept.class_values.get((kind, node.attr)):
            return scope.type(set_once)
        if field := types.kept.fields.get((kind, node.attr)):
            return field
    if types.method(kind, node.attr) or _is_made_up(scope, kind, node.attr):
        return "method"
    return of_member(scope, kind, node.attr) if node.attr not in types.members else ""


def of_member(scope: "Scope", kind: str, member: str) -> str:
    """The type of an attribute, or of what `method()` returns, by the tables."""
    for base in scope.types.bases(kind) or (kind,):
        if kind_of := value(scope.types.release, base, member):
            return _plain(kind_of, kind)
    return ""


def _plain(kind: str, owner: str) -> str:
    if kind == "Self":
        return owner
    if kind in ("Mobject", "VMobject"):
        return ANY
    return "" if kind in VAGUE else kind


def _item(scope: "Scope", node: ast.Subscript) -> str:
    if type(node.slice) is ast.Slice:
        kind = scope.type(node.value)
        return kind if kind in ("list", "str", "tuple", "VGroup") else ""
    index = scope.type(node.slice)
    if scope.type(node.value) == "dict":
        return held(scope, node.value)
    if getattr(node.value, "attr", "") in ("vertices", "edges"):
        graph = scope.type(node.value.value)  # type: ignore[attr-defined]
        return ANY if scope.types.is_a(graph, "GenericGraph") else ""
    if index not in ("int", ""):
        return ""
    listed = getattr(node.value, "attr", "") in ("mobjects", "submobjects")
    if listed and scope.type(node.value.value):  # type: ignore[attr-defined]
        return ANY
    # What is unknown may be an array of booleans, with which numpy's arrays are thinned out.
    return scope.element(node.value) if index or scope.type(node.value) in GROUPS else ""


def _operation(scope: "Scope", node: ast.BinOp) -> str:
    left, right = scope.type(node.left), scope.type(node.right)
    if left and right:
        return kinds.operation(type(node.op), left, right) or ""
    return ""


def _sign(scope: "Scope", node: ast.UnaryOp) -> str:
    if type(node.op) is ast.Not:
        return "bool"
    kind = scope.type(node.operand)
    return kind if kind in NUMERIC else ""


def _either(scope: "Scope", node: ast.IfExp) -> str:
    kind = scope.type(node.body)
    return kind if kind == scope.type(node.orelse) else ""


def _name(scope: "Scope", node: ast.Name) -> str:
    name, types = node.id, scope.types
    if name == "self" and scope.owner:
        return scope.owner if id(node) not in scope.others else ""
    if kind := scope.variable(name):
        return kind
    if name in scope.local or name in scope.sources or name in scope.loops:
        return ""
    if name in types.own:
        return CLASS + name
    if scope.unit.function is not None and name in types.kept.constants:
        return types.scope(types.evidence.units[0]).type(types.kept.constants[name])
    name = types.named(node, scope.local)
    if name == "config":
        return "ManimConfig"
    if name in types.colours:
        return "ManimColor"
    if name in kinds.VECTORS:
        return "ndarray"
    if name in kinds.CONSTANTS:
        return "float"
    if name in types.release.classes:
        return CLASS + name
    return "function" if name in types.release.functions else ""


def _called(scope: "Scope", node: ast.Call) -> str:
    function, types = node.func, scope.types
    if type(function) is ast.Name:
        name = function.id
        if name in scope.nested:
            return types.results.nested(scope, scope.nested[name])
        lambda_ = scope.values.get(name)
        if type(lambda_) is ast.Lambda:
            return scope.type(lambda_.body)
        if name in scope.local:
            return scope.made_by_cls if name == "cls" else ""
        if name in types.own:
            return name
        if name in types.functions:
            return types.results.returned(types.functions[name], "")
        if name in kinds.BUILTINS and name not in types.evidence.bound:
            return kinds.BUILTINS[name]
        if name == "super" and scope.owner and not node.args:
            return types.above(scope.owner)
    if name := types.named(function, scope.local):
        return _of_release(scope, name, node)
    if type(function) is ast.Attribute:
        return _method(scope, function, node)
    return scope.type(function) if isinstance(function, ast.Call) else ""


def _of_release(scope: "Scope", name: str, node: ast.Call) -> str:
    release = scope.types.release
    if name in release.classes:
        return name
    if name == "always_redraw" and node.args and type(node.args[0]) is ast.Lambda:
        return scope.type(node.args[0].body)
    return _plain(value(release, "", f"{name}()"), "") or _exact(release.function(name), "")


def _method(scope: "Scope", function: ast.Attribute, node: ast.Call) -> str:
    types = scope.types
    kind = scope.type(function.value)
    if kind.startswith(ANIMATE) or (kind and function.attr == "animate"):
        return ANIMATE + kind.removeprefix(ANIMATE)
    if not kind:
        if type(function.value) is ast.Name and function.value.id not in scope.local:
            argument = scope.type(node.args[0]) if node.args else ""
            if result := kinds.returned(function.value.id, function.attr, argument):
                return result
        if function.attr == "norm" and getattr(function.value, "attr", "") == "linalg":
            return "float" if len(node.args) == 1 and not node.keywords else ""
        plain = function.attr == "get_color" and "get_color" not in types.members
        return "ManimColor" if plain and not types.has_others else ""
    if kind in kinds.METHODS:
        return kinds.METHODS[kind].get(function.attr, "")
    owner = kind.removeprefix(CLASS)
    if owner in types.own and (own := types.results.own_method(owner, function.attr)):
        return types.results.returned(own, owner)
    signature = types.method(kind, function.attr)
    if signature is None:
        return _made_up(scope, kind, function.attr) if function.attr not in types.members else ""
    return of_member(scope, kind, f"{function.attr}()") or _exact(signature, kind)


def _is_made_up(scope: "Scope", kind: str, name: str) -> bool:
    """Whether Mobject.__getattr__ makes a method for this name."""
    if not name.startswith(("get_", "set_")) or name in scope.types.members:
        return False
    there = any(name in scope.types.release.attributes(b) for b in scope.types.bases(kind) or ())
    return not there and scope.types.is_a(kind, "Mobject") is True


def _made_up(scope: "Scope", kind: str, name: str) -> str:
    """What Mobject.__getattr__ answers: set_x() gives the mobject, get_x() its attribute x."""
    if not scope.types.is_a(kind, "Mobject"):
        return ""
    return of_member(scope, kind, name[4:]) if name.startswith("get_") else ""


def _camera(scope: "Scope", kind: str) -> str:
    bases = scope.types.bases(kind) or []
    lineage = [a for base in bases for a in scope.types.release.lineage(base)]
    special = [CAMERAS[a] for a in lineage if a in CAMERAS and a != "Scene"]
    return special[0] if special else CAMERAS["Scene"] if "Scene" in lineage else ""


def _exact(signature: Signature | None, kind: str) -> str:
    returns = signature.returns if signature else ""
    return kind if returns == "Self" else "" if returns in VAGUE | {"Scene"} else (
        "ndarray" if returns in ("Point3D", "Vector3D", "Point3D_Array") else returns)  # fmt: skip


INFER: dict[type, Any] = {
    ast.Name: _name, ast.Call: _called, ast.Attribute: _attribute, ast.Subscript: _item,
    ast.BinOp: _operation, ast.UnaryOp: _sign, ast.IfExp: _either,
}  # fmt: skip


def element(scope: "Scope", node: ast.expr) -> str:
    """The type of each item of what is gone through; "" where they are of several."""
    kind = scope.type(node)
    if kind in GROUPS:
        return _of_group(scope, node) or ANY
    if kind == "range":
        return "int"
    if kind == "str":
        return "str"
    value = scope.unchanged(node)
    if isinstance(value, ast.List | ast.Tuple):
        return scope.common(value.elts)
    if isinstance(value, ast.ListComp):
        return scope.type(value.elt)
    if isinstance(value, ast.Dict):
        return scope.common(value.keys)
    called = getattr(value, "func", None)
    if type(called) is ast.Attribute and called.attr == "values":
        return held(scope, called.value)
    if type(called) is ast.Attribute and getattr(called.value, "id", "") in kinds.NUMPY:
        return "float" if called.attr in ("linspace", "arange") else ""
    return ""


def number_of(scope: "Scope", node: ast.expr) -> str:
    """The type of what enumerate counts with."""
    return "int"


def held(scope: "Scope", node: ast.expr) -> str:
    """The type of each value of a dict that is written out."""
    value = scope.unchanged(node)
    if isinstance(value, ast.DictComp):
        return scope.type(value.value)
    return scope.common(value.values) if isinstance(value, ast.Dict) else ""


def _of_group(scope: "Scope", node: ast.expr) -> str:
    """The class of all that a group is made of here and never gets more of."""
    value = scope.unchanged(node)
    if type(value) is ast.Call and getattr(value.func, "id", "") in ("VGroup", "Group"):
        each = {scope.type(item) for item in value.args}
        if len(each) == 1 and (only := each.pop()) and scope.types.is_a(only, "Mobject"):
            return only
    return ""
