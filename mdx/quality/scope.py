"""The types of the variables and expressions of one unit of some code, and the calls in it.

A variable that is only ever assigned calls of one class; `self`; what methods annotated as Self
return; literals. Everything else has no type, so that nobody can find fault with it. A type is the
name of a class: of the release, of the code, or of Python.
"""

import ast
from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from mdx.manim.releases import Signature
from mdx.quality.evidence import Unit
from mdx.scenes.syntax import descendants

if TYPE_CHECKING:
    from mdx.quality.inference import Types

# Annotations that promise less than the object is.
VAGUE = frozenset(("Mobject", "VMobject", "Animation", "Scene", "OpenGLMobject", "OpenGLVMobject"))
CAMERAS = {"MovingCameraScene": "MovingCamera", "ThreeDScene": "ThreeDCamera", "Scene": "Camera"}
ANIMATE = "~"  # before the type of `mobject.animate`, which takes what the mobject takes
CLASS = "type:"  # before the name of a class that is handed over as it is
LITERALS: dict[type[ast.AST], str] = {
    ast.List: "list", ast.ListComp: "list", ast.Tuple: "tuple", ast.Dict: "dict",
    ast.JoinedStr: "str", ast.Lambda: "function",
}  # fmt: skip
HOLE = "\x1a"
ANY = "*"  # some mobject
PLAIN = frozenset(
    ("str", "int", "float", "bool", "list", "tuple", "dict", "function", "method", "NoneType",
     "ManimColor", "ndarray")
)  # fmt: skip
GROUPS = frozenset(
    ("VGroup", "Group", "MathTex", "Tex", "Text", "MarkupText", "SingleStringMathTex",
     "BulletedList", "Paragraph", "Title")
)  # fmt: skip
VECTORS = frozenset(("ORIGIN", "UP", "DOWN", "LEFT", "RIGHT", "IN", "OUT", "UL", "UR", "DL", "DR"))
ARRAYS = frozenset(("Point3D", "Vector3D", "Point3D_Array"))  # what manim calls some of numpy's
NUMERIC = frozenset(("int", "float", "ndarray"))
COORDINATES = frozenset(("get_x", "get_y", "get_z"))  # methods of a mobject
NOTHING = frozenset(("play", "wait", "pause"))  # methods of a scene that return None


class Site(NamedTuple):
    """A call of something that the release knows: its function or class, or a type's method."""

    call: ast.Call
    scope: "Scope"
    owner: str
    name: str
    signature: Signature
    # What is given, each with the name of its parameter, as far as anybody can tell.
    arguments: list[tuple[str, ast.expr]]


def _arguments(call: ast.Call, signature: Signature) -> list[tuple[str, ast.expr]]:
    positional, args = signature.positional, call.args
    starred: list[ast.expr] = []
    if ast.Starred in map(type, args):
        args = list(takewhile(lambda node: type(node) is not ast.Starred, args))
        if len(args) >= len(positional):
            starred = _items(call.args[len(args)].value)  # type: ignore[attr-defined]
    given = list(zip(positional, args, strict=False))
    if len(args) > len(positional) or starred:
        given += [(signature.rest, node) for node in (*args[len(positional) :], *starred)]
    if call.keywords:
        given += [(k.arg, k.value) for k in call.keywords if k.arg]
    return given


def _items(node: ast.expr) -> list[ast.expr]:
    """What is in a list that is written out; of a comprehension, what it makes."""
    if isinstance(node, ast.List | ast.Tuple):
        return [item for item in node.elts if type(item) is not ast.Starred]
    return [node.elt] if isinstance(node, ast.ListComp | ast.GeneratorExp) else []


class Scope:
    """The types of the variables of one unit."""

    def __init__(self, types: "Types", unit: Unit):
        self.types = types
        self.unit = unit
        self.variables: dict[str, str] = {}
        self.values: dict[str, ast.expr] = {}  # of the variables that are assigned once
        self.inferred: dict[ast.expr, str] = {}
        self.local: frozenset[str] = frozenset()
        # Whose `self` is: nobody's, where it is bound by more than a function's arguments.
        selves = unit.binds.count("self")
        given = sum(arg.arg == "self" for arg in unit.nodes.get(ast.arg, ()))
        self.owner = unit.owner.name if unit.owner and selves == given > 0 else ""
        self.others = self._selves_of_others() if self.owner and selves > 1 else frozenset()

    def _selves_of_others(self) -> frozenset[int]:
        """The ids of the names `self` that are an argument of a function inside."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        inside = (f for kind in kinds for f in self.unit.nodes.get(kind, ()))
        own = [f for f in inside if f is not self.unit.function
               and any(a.arg == "self" for a in f.args.args)]  # fmt: skip
        return frozenset(id(n) for f in own for n in descendants(f) if type(n) is ast.Name)

    def learn(self) -> None:
        nodes = self.unit.nodes
        if self.unit.function is not None:
            self.local = self.unit.bound
        values: dict[str, list[ast.expr]] = {}
        for node in nodes.get(ast.Assign, ()):
            if len(node.targets) == 1 and type(node.targets[0]) is ast.Name:
                values.setdefault(node.targets[0].id, []).append(node.value)
        count = self.unit.counts
        plain = {n: v for n, v in values.items() if count[n] == len(v)}
        for _ in range(2):  # a second time for those that come from the others
            unknown = [pair for pair in plain.items() if not self.variables.get(pair[0])]
            for name, sources in unknown:
                kinds = {self.type(source) for source in sources}
                if len(kinds) == 1:
                    self.variables[name] = kinds.pop()
            self.inferred.clear()
        for node in (*nodes.get(ast.For, ()), *nodes.get(ast.comprehension, ())):
            target = node.target
            if type(target) is ast.Name and count[target.id] == 1:
                if self.type(node.iter) in GROUPS:
                    self.variables[target.id] = ANY
                elif getattr(getattr(node.iter, "func", None), "id", "") == "range":
                    self.variables[target.id] = "int"
        self.inferred.clear()
        self.values = {name: sources[0] for name, sources in plain.items() if len(sources) == 1}

    def value(self, node: ast.expr) -> ast.expr:
        """An expression, or the one that a variable was assigned, if it is assigned once."""
        return self.values.get(node.id, node) if type(node) is ast.Name else node

    def text(self, node: ast.expr) -> str:
        """The text of an expression, with HOLE for each part that the code does not tell."""
        node = self.value(node)
        if type(node) is ast.Constant:
            return node.value if type(node.value) is str else ""
        if type(node) is ast.JoinedStr:
            return "".join(self.text(part) or HOLE for part in node.values)
        if type(node) is ast.BinOp and type(node.op) is ast.Add:
            left, right = self.text(node.left), self.text(node.right)
            return f"{left or HOLE}{right or HOLE}" if left or right else ""
        return ""

    @cached_property
    def nested(self) -> dict[str, ast.FunctionDef]:
        """The functions within this unit, by name, of names that are bound once."""
        unit = self.unit
        return {f.name: f for f in unit.nodes.get(ast.FunctionDef, ())
                if unit.counts[f.name] == 1 and not f.decorator_list
                and f is not unit.function}  # fmt: skip

    @cached_property
    def lambdas(self) -> bool:
        """Whether a variable is a lambda."""
        return any(type(value) is ast.Lambda for value in self.values.values())

    def is_self(self, node: ast.AST) -> bool:
        """Whether an expression is the object whose method this is."""
        is_named = isinstance(node, ast.Name) and node.id == "self"
        return bool(self.owner) and is_named and id(node) not in self.others

    def type(self, node: ast.expr) -> str:
        """The class of an expression's value, "" where it is not plain."""
        if type(node) is ast.Constant:
            return type(node.value).__name__
        kind = self.inferred.get(node)
        if kind is None:
            infer = INFER.get(type(node))
            kind = self.inferred[node] = (
                infer(self, node) if infer else LITERALS.get(type(node), "")
            )
        return kind

    def _attribute(self, node: ast.Attribute) -> str:
        kind = self.type(node.value)
        if not kind:
            return ""
        if node.attr == "frame" and kind == "MovingCamera":
            return "ScreenRectangle"
        if node.attr == "animate":
            return ANIMATE + kind.removeprefix(ANIMATE)
        if kind in self.types.own:
            if node.attr == "camera":
                return self._camera(kind)
            if stored := self.types.on_self[kind].get(node.attr, ""):
                return stored
        return "method" if self.types.method(kind, node.attr) else ""

    def _item(self, node: ast.Subscript) -> str:
        kind = self.type(node.value)
        one = type(node.slice) is not ast.Slice and self.type(node.slice) in ("int", "")
        listed = getattr(node.value, "attr", "") in ("mobjects", "submobjects")
        held = listed and self.type(node.value.value)  # type: ignore[attr-defined]
        return ANY if one and (kind in GROUPS or held) else ""

    def _operation(self, node: ast.BinOp) -> str:
        sides = {self.type(node.left), self.type(node.right)}
        return "ndarray" if "ndarray" in sides and sides <= NUMERIC else ""

    def _sign(self, node: ast.UnaryOp) -> str:
        kind = self.type(node.operand)
        return kind if kind in NUMERIC else ""

    def _name(self, node: ast.Name) -> str:
        if node.id == "self" and self.owner:
            return self.owner if id(node) not in self.others else ""
        if node.id in self.variables:
            return self.variables[node.id]
        if node.id in self.local:
            return ""
        if node.id in self.types.own:
            return CLASS + node.id
        name = self.types.named(node, self.local)
        if name == "config":
            return "ManimConfig"
        if name in self.types.colours:
            return "ManimColor"
        if name in VECTORS:
            return "ndarray"
        if name in self.types.release.classes:
            return CLASS + name
        return "function" if name in self.types.release.functions else ""

    def _called(self, node: ast.Call) -> str:
        function = node.func
        if isinstance(function, ast.Name) and function.id in self.types.own:
            return function.id if function.id not in self.local else ""
        if isinstance(function, ast.Name) and function.id in self.types.functions:
            return self.types.returned(function.id) if function.id not in self.local else ""
        if name := self.types.named(function, self.local):
            if name in self.types.release.classes:
                return name
            if name == "always_redraw" and node.args and type(node.args[0]) is ast.Lambda:
                return self.type(node.args[0].body)
            signature = self.types.release.function(name)
            return _exact(signature, "")
        if isinstance(function, ast.Attribute):
            kind = self.type(function.value)
            if kind.startswith(ANIMATE) or (kind and function.attr == "animate"):
                return ANIMATE + kind.removeprefix(ANIMATE)
            if not kind:
                plain = function.attr == "get_color" and "get_color" not in self.types.members
                return "ManimColor" if plain and not self.types.has_others else ""
            signature = self.types.method(kind, function.attr)
            if signature and function.attr in NOTHING and self.types.is_a(kind, "Scene"):
                return "NoneType"
            if signature and function.attr in COORDINATES and self.types.is_a(kind, "Mobject"):
                return "float"
            return _exact(signature, kind)
        return self.type(function) if isinstance(function, ast.Call) else ""

    def sites(self) -> Iterator[Site]:
        """The calls in this unit of what the release knows."""
        named, function_of, method_of = (
            self.types.named,
            self.types.release.function,
            self.types.method,
        )
        for call in self.unit.nodes.get(ast.Call, ()):
            function = call.func
            if name := named(function, self.local):
                if signature := function_of(name):
                    yield Site(call, self, "", name, signature, _arguments(call, signature))
            elif type(function) is ast.Attribute and (kind := self.type(function.value)):
                if signature := method_of(kind, function.attr):
                    given = _arguments(call, signature)
                    yield Site(call, self, kind, function.attr, signature, given)

    def _camera(self, kind: str) -> str:
        bases = self.types.bases(kind) or []
        lineage = [a for base in bases for a in self.types.release.lineage(base)]
        special = [CAMERAS[a] for a in lineage if a in CAMERAS and a != "Scene"]
        return special[0] if special else CAMERAS["Scene"] if "Scene" in lineage else ""


INFER: dict[type, Any] = {
    ast.Name: Scope._name, ast.Call: Scope._called, ast.Attribute: Scope._attribute,
    ast.Subscript: Scope._item, ast.BinOp: Scope._operation, ast.UnaryOp: Scope._sign,
}  # fmt: skip


def _exact(signature: Signature | None, kind: str) -> str:
    returns = signature.returns if signature else ""
    if returns in ARRAYS:
        return "ndarray"
    return kind if returns == "Self" else "" if returns in VAGUE else returns
