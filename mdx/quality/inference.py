"""What is known of the types of things in some code, inferred where nothing can go wrong.

A variable that is only ever assigned calls of one class; `self`; what methods annotated as Self
return; literals. Everything else has no type, so that nobody can find fault with it. A type is the
name of a class: of the release, of the code, or of Python.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import takewhile
from typing import Any, NamedTuple

from mdx.manim.releases import Release, Signature
from mdx.quality.evidence import Evidence, Unit

# Annotations that promise less than the object is.
VAGUE = frozenset(("Mobject", "VMobject", "Animation", "Scene", "OpenGLMobject", "OpenGLVMobject"))
CAMERAS = {"MovingCameraScene": "MovingCamera", "ThreeDScene": "ThreeDCamera", "Scene": "Camera"}
# What gives objects attributes that nobody can read off the code.
OPENING = ("__dict__", "__getattr", "__setattr", "setattr(", "vars(")
ASKING = frozenset(("hasattr", "getattr"))
ANIMATE = "~"  # before the type of `mobject.animate`, which takes what the mobject takes
CLASS = "type:"  # before the name of a class that is handed over as it is
LITERALS: dict[type[ast.AST], str] = {
    ast.List: "list", ast.ListComp: "list", ast.Tuple: "tuple", ast.Dict: "dict",
    ast.JoinedStr: "str", ast.Lambda: "function",
}  # fmt: skip
COLOURS = "manim.utils.color.manim_colors"
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
NUMERIC = frozenset(("int", "float", "ndarray"))
NOTHING = frozenset(("play", "wait", "pause"))  # methods of a scene that return None


@cache
def _colours(release: Release) -> frozenset[str]:
    """The names of the colours of a release."""
    return frozenset(filter(str.isupper, release.names(COLOURS)))


def types(evidence: Evidence, release: Release) -> "Types":
    """The types of this code, found out once for all that ask."""
    if evidence.types is None:
        evidence.types = Types(evidence, release)
    known: Types = evidence.types
    return known


def forget(evidence: Evidence) -> None:
    """Cuts what refers to one another, so that it is gone without a search for cycles."""
    if evidence.types is not None:
        vars(evidence.types).clear()
        evidence.types = None


class Types:
    """What is known of the classes in some code: its own, and those of the release it imports."""

    def __init__(self, evidence: Evidence, release: Release):
        self.release, self.evidence = release, evidence
        self.stored = evidence.stored_attributes
        self.aliases: dict[str, str] = {}
        self.modules: set[str] = set()
        stars: set[str] = set()
        for node in evidence.all(ast.ImportFrom):
            if not node.level and (node.module or "") in release.modules:
                if node.names[0].name == "*":
                    stars |= release.star(node.module)
                else:
                    self.aliases |= {i.asname or i.name: i.name for i in node.names}
        for node in evidence.all(ast.Import):
            self.modules |= {i.asname or i.name for i in node.names if i.name == release.package}
        self.imports_anything = bool(stars or self.aliases or self.modules)
        self.stars = stars - evidence.bound
        self.colours = _colours(release)
        self.own = {node.name: node for node in evidence.classes}
        self.functions = {u.function.name: u.function for u in evidence.units
                          if u.function and not u.owner}  # fmt: skip
        self.is_open = any(word in evidence.code for word in OPENING)
        self.aliases = {k: v for k, v in self.aliases.items() if k not in self.own}
        self.members = {n for c in evidence.classes for n in _members(c)} | self.stored
        for _, call in evidence.calls_of(ASKING):  # whoever asks knows that there may be none
            self.members |= {str(a.value) for a in call.args[1:2] if isinstance(a, ast.Constant)}
        # Manim keeps what set_x is given as x.
        given = {name[4:] for name in evidence.calls if name.startswith("set_")}
        self.anywhere = self.members | given | release.loose
        foreign = [i.name for n in evidence.all(ast.Import) for i in n.names]
        foreign += [n.module or "" for n in evidence.all(ast.ImportFrom)]
        roots = {name.partition(".")[0] for name in foreign} - {release.package, "numpy"}
        self.has_others = not roots <= sys.stdlib_module_names
        self.ancestors: dict[str, list[str] | None] = {}
        for name in self.own:
            self._ancestors(name)
        self.on_self: dict[str, dict[str, str]] = {name: {} for name in self.own}
        self.units = evidence.units if self.imports_anything else []
        self.scopes: dict[Unit, Scope] = {}
        self.answers: dict[tuple[str, str], bool | None] = {}
        self.having: dict[tuple[str, str], bool] = {}
        self.methods: dict[tuple[str, str], Signature | None] = {}
        for unit in evidence.units:
            if unit.owner is not None and self._stores_on_self(unit):
                self._learn_self(unit)
        self.scopes.clear()  # what they knew of `self` was not all

    def _ancestors(self, name: str) -> list[str] | None:
        """The release's classes that an own class derives from; None where a base is unknown."""
        if name in self.ancestors:
            return self.ancestors[name]
        self.ancestors[name] = None  # a circle of bases ends here
        if self.is_open:
            return None
        found: list[str] = []
        for base in self.own[name].bases:
            if isinstance(base, ast.Name) and base.id in self.own and base.id != name:
                inherited = self._ancestors(base.id)
                if inherited is None:
                    return None
                found += inherited
            elif (known := self.named(base, frozenset())) and self.release.is_closed(known):
                found.append(known)
            elif not (isinstance(base, ast.Name) and base.id in ("object", "ABC")):
                return None
        # What derives from nothing of the release may be mixed into what does.
        self.ancestors[name] = list(dict.fromkeys(found)) or None
        return self.ancestors[name]

    def named(self, node: ast.expr, local: frozenset[str]) -> str:
        """The name in the release that an expression stands for, else ""."""
        if type(node) is ast.Name:
            name = node.id
            if name in local:
                return ""
            return name if name in self.stars else self.aliases.get(name, "")
        if self.modules and type(node) is ast.Attribute and type(node.value) is ast.Name:
            return node.attr if node.value.id in self.modules else ""
        return ""

    @cached_property
    def read(self) -> set[str]:
        """The names of all attributes that the code reads, on whatever object."""
        return {n.attr for unit in self.units for n in unit.nodes.get(ast.Attribute, ())
                if type(n.ctx) is ast.Load}  # fmt: skip

    def scope(self, unit: Unit) -> "Scope":
        """The types of the variables of a unit: of those that have one type throughout."""
        scope = self.scopes.get(unit)
        if scope is None:
            scope = self.scopes[unit] = Scope(self, unit)
            scope.learn()
        return scope

    def _stores_on_self(self, unit: Unit) -> bool:
        return any(type(n.ctx) is ast.Store and type(n.value) is ast.Name and n.value.id == "self"
                   for n in unit.nodes.get(ast.Attribute, ()))  # fmt: skip

    def _learn_self(self, unit: Unit) -> None:
        assert unit.owner is not None
        scope = self.scope(unit)
        attributes = self.on_self[unit.owner.name]
        assigned = {id(t): n for n in unit.nodes.get(ast.Assign, ()) for t in n.targets}
        for node in unit.nodes.get(ast.Attribute, ()):
            if isinstance(node.ctx, ast.Store) and scope.is_self(node.value):
                source = assigned.get(id(node))
                kind = scope.type(source.value) if source else ""
                if attributes.setdefault(node.attr, kind) != kind:
                    attributes[node.attr] = ""

    @cached_property
    def sites(self) -> list["Site"]:
        """The calls of what the release knows."""
        return [site for unit in self.units for site in self.scope(unit).sites()]

    def is_a(self, kind: str, ancestor: str) -> bool | None:
        """Whether objects of a type are of that class of the release, too; None if nobody knows."""
        if not kind:
            return None
        asked = (kind, ancestor)
        if asked not in self.answers:
            self.answers[asked] = self._is_a(kind, ancestor)
        return self.answers[asked]

    def _is_a(self, kind: str, ancestor: str) -> bool | None:
        if kind == ANY and ancestor == "Mobject":
            return True
        if kind == ANY or kind[0] == ANIMATE:
            return None
        bases = self.bases(kind)
        if bases is None:
            return False if kind in PLAIN or kind.startswith(CLASS) else None
        return any(ancestor in self.release.lineage(base) for base in bases)

    def bases(self, kind: str) -> list[str] | None:
        """The classes of the release that a type is or derives from; None where not all known."""
        kind = kind.removeprefix(ANIMATE)
        if kind in self.own:
            return self.ancestors[kind]
        if kind == ANY:
            return ["Mobject"]
        return [kind] if self.release.is_closed(kind) else None

    def told(self, kind: str) -> str:
        """The release's name for a type: of a class of the code, that of what it derives from."""
        name = kind.removeprefix(ANIMATE)
        return (self.ancestors[name] or [name])[0] if name in self.own else name

    def has(self, kind: str, attribute: str) -> bool:
        """Whether objects of a type have an attribute, as far as anybody can tell."""
        asked = (kind, attribute)
        if asked not in self.having:
            self.having[asked] = self._has(kind, attribute)
        return self.having[asked]

    def _has(self, kind: str, attribute: str) -> bool:
        bases = self.bases(kind)
        if bases is None or attribute in self.anywhere:
            return True
        if kind.removeprefix(ANIMATE) == ANY:
            return (
                self.has_others
                or attribute.startswith("__")
                or attribute in self.release.attributes_below("Mobject")
            )
        for base in bases:
            if attribute in self.release.attributes(base):
                return True
        return attribute.startswith("__")

    def method(self, kind: str, name: str) -> Signature | None:
        """The signature of a type's method, where the release and not the code defines it."""
        asked = (kind, name)
        if asked not in self.methods:
            found: Signature | None = None
            if name not in self.members:
                every = (self.release.method(base, name) for base in self.bases(kind) or ())
                found = next(filter(None, every), None)
            self.methods[asked] = found
        return self.methods[asked]


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
    if ast.Starred in map(type, args):
        args = list(takewhile(lambda node: type(node) is not ast.Starred, args))
    found = list(zip(positional, args, strict=False))
    if len(args) > len(positional):
        found += [(signature.rest, node) for node in args[len(positional) :]]
    if call.keywords:
        found += [(k.arg, k.value) for k in call.keywords if k.arg]
    return found


class Scope:
    """The types of the variables of one unit."""

    def __init__(self, types: Types, unit: Unit):
        self.types = types
        self.unit = unit
        self.variables: dict[str, str] = {}
        self.values: dict[str, ast.expr] = {}  # of the variables that are assigned once
        self.known: dict[ast.expr, str] = {}
        self.local: frozenset[str] = frozenset()
        # Whose `self` is: nobody's, where a function inside has one of its own.
        self.owner = unit.owner.name if unit.owner and unit.binds.count("self") == 1 else ""

    def learn(self) -> None:
        nodes = self.unit.nodes
        if self.unit.function is not None:
            self.local = frozenset(self.unit.binds)
        values: dict[str, list[ast.expr]] = {}
        for node in nodes.get(ast.Assign, ()):
            if len(node.targets) == 1 and type(node.targets[0]) is ast.Name:
                values.setdefault(node.targets[0].id, []).append(node.value)
        count = self.unit.counts
        plain = {n: v for n, v in values.items() if count[n] == len(v)}
        for _ in range(2):  # a second time for those that come from the others
            for name, sources in plain.items():
                if not self.variables.get(name):
                    kinds = {self.type(source) for source in sources}
                    if len(kinds) == 1:
                        self.variables[name] = kinds.pop()
            self.known.clear()
        for node in nodes.get(ast.For, ()):
            target = node.target
            if type(target) is ast.Name and self.type(node.iter) in GROUPS:
                if count[target.id] == 1:
                    self.variables[target.id] = ANY
        self.known.clear()
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
        count = self.unit.counts
        return {f.name: f for f in self.unit.nodes.get(ast.FunctionDef, ())
                if count[f.name] == 1 and not f.decorator_list}  # fmt: skip

    def is_self(self, node: ast.AST) -> bool:
        """Whether an expression is the object whose method this is."""
        return bool(self.owner) and isinstance(node, ast.Name) and node.id == "self"

    def type(self, node: ast.expr) -> str:
        """The class of an expression's value, "" where it is not plain."""
        if type(node) is ast.Constant:
            return type(node.value).__name__
        kind = self.known.get(node)
        if kind is None:
            infer = INFER.get(type(node))
            kind = self.known[node] = infer(self, node) if infer else LITERALS.get(type(node), "")
        return kind

    def _attribute(self, node: ast.Attribute) -> str:
        kind = self.type(node.value)
        if not kind:
            return ""
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
            return self.owner
        if node.id in self.variables:
            return self.variables[node.id]
        if node.id in self.local:
            return ""
        if node.id in self.types.own:
            return CLASS + node.id
        known = self.types.named(node, self.local)
        if known == "config":
            return "ManimConfig"
        if known in self.types.colours:
            return "ManimColor"
        if known in VECTORS:
            return "ndarray"
        if known in self.types.release.classes:
            return CLASS + known
        return "function" if known in self.types.release.functions else ""

    def _called(self, node: ast.Call) -> str:
        function = node.func
        if isinstance(function, ast.Name) and function.id in self.types.own:
            return function.id if function.id not in self.local else ""
        if known := self.types.named(function, self.local):
            if known in self.types.release.classes:
                return known
            if known == "always_redraw" and node.args and type(node.args[0]) is ast.Lambda:
                return self.type(node.args[0].body)
            signature = self.types.release.function(known)
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
            return _exact(signature, kind)
        return self.type(function) if isinstance(function, ast.Call) else ""

    def sites(self) -> Iterator[Site]:
        """The calls in this unit of what the release knows."""
        named, release = self.types.named, self.types.release
        for call in self.unit.nodes.get(ast.Call, ()):
            function = call.func
            if name := named(function, self.local):
                if signature := release.function(name):
                    yield Site(call, self, "", name, signature, _arguments(call, signature))
            elif type(function) is ast.Attribute and (kind := self.type(function.value)):
                if signature := self.types.method(kind, function.attr):
                    given = _arguments(call, signature)
                    yield Site(call, self, kind, function.attr, signature, given)

    def _camera(self, kind: str) -> str:
        bases = self.types.bases(kind) or []
        lineage = [a for base in bases for a in self.types.release.lineage(base)]
        return next((CAMERAS[a] for a in lineage if a in CAMERAS), "")


INFER: dict[type, Any] = {
    ast.Name: Scope._name, ast.Call: Scope._called, ast.Attribute: Scope._attribute,
    ast.Subscript: Scope._item, ast.BinOp: Scope._operation, ast.UnaryOp: Scope._sign,
}  # fmt: skip


def _exact(signature: Signature | None, kind: str) -> str:
    returns = signature.returns if signature else ""
    return kind if returns == "Self" else "" if returns in VAGUE else returns


def _members(node: ast.ClassDef) -> Iterator[str]:
    for part in node.body:
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield part.name
        for target in getattr(part, "targets", [getattr(part, "target", None)]):
            if isinstance(target, ast.Name):
                yield target.id
