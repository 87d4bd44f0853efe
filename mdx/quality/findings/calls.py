"""Calls and attributes that a release of manim does not know, where the type of things is plain.

Types are inferred where nothing can go wrong: a variable that is only ever assigned calls of one
class; `self`; what methods annotated as Self return. Everything else has no type, and no finding.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator

from mdx.manim.releases import Release, Signature
from mdx.quality.evidence import Evidence, Finding, Unit

# Annotations that promise less than the object is.
VAGUE = frozenset(("Mobject", "VMobject", "Animation", "Scene", "OpenGLMobject", "OpenGLVMobject"))
CAMERAS = {"MovingCameraScene": "MovingCamera", "ThreeDScene": "ThreeDCamera", "Scene": "Camera"}
# What gives objects attributes that nobody can read off the code.
OPENING = ("__dict__", "__getattr", "__setattr", "setattr(", "vars(")
ASKING = frozenset(("hasattr", "getattr"))
ANIMATE = "~"  # before the type of `mobject.animate`, which takes what the mobject takes
PLACE = 2


def find(evidence: Evidence, release: Release) -> list[Finding]:
    """`unknown-argument`, `too-many-arguments`, `missing-argument`, `unknown-attribute`."""
    types = Types(evidence, release)
    found: list[Finding] = []
    for unit in evidence.units if types.imports_anything else ():
        scope = types.scope(unit)
        calls = unit.nodes.get(ast.Call, ())
        for call in calls:
            name = types.named(call.func, scope.local)
            if name and (signature := release.function(name)):
                found += _arguments(name, signature, call)
        called = {id(call.func): call for call in calls}
        for node in unit.nodes.get(ast.Attribute, ()):
            if type(node.ctx) is ast.Load:
                if kind := scope.type(node.value):
                    found += _attribute(types, kind, node, called.get(id(node)))
                elif known := types.named(node.value, scope.local):
                    found += _in_module(release, known, node.attr)
    return found


class Types:
    """What is known of the classes in some code: its own, and those of the release it imports."""

    def __init__(self, evidence: Evidence, release: Release):
        self.release = release
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
        self.own = {node.name: node for node in evidence.classes}
        self.is_open = any(word in evidence.code for word in OPENING)
        self.aliases = {k: v for k, v in self.aliases.items() if k not in self.own}
        self.members = {n for c in evidence.classes for n in _members(c)} | self.stored
        for _, call in evidence.calls_of(ASKING):  # whoever asks knows that there may be none
            self.members |= {str(a.value) for a in call.args[1:2] if isinstance(a, ast.Constant)}
        self.ancestors: dict[str, list[str] | None] = {}
        for name in self.own:
            self._ancestors(name)
        self.on_self: dict[str, dict[str, str]] = {name: {} for name in self.own}
        for unit in evidence.units:
            if unit.owner is not None and self._stores_on_self(unit):
                self._learn_self(unit)

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
        self.ancestors[name] = list(dict.fromkeys(found))
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

    def scope(self, unit: Unit) -> "Scope":
        """The types of the variables of a unit: of those that have one type throughout."""
        made = Scope(self, unit)
        made.learn()
        return made

    def _stores_on_self(self, unit: Unit) -> bool:
        return any(type(n.ctx) is ast.Store for n in unit.nodes.get(ast.Attribute, ()))

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

    def bases(self, kind: str) -> list[str] | None:
        """The classes of the release that a type is or derives from; None where not all known."""
        kind = kind.removeprefix(ANIMATE)
        if kind in self.own:
            return self.ancestors[kind]
        return [kind] if self.release.is_closed(kind) else None

    def told(self, kind: str) -> str:
        """The release's name for a type: of a class of the code, that of what it derives from."""
        name = kind.removeprefix(ANIMATE)
        return (self.ancestors[name] or [name])[0] if name in self.own else name

    def has(self, kind: str, attribute: str) -> bool:
        """Whether objects of a type have an attribute, as far as anybody can tell."""
        bases = self.bases(kind)
        if bases is None or attribute in self.members or attribute in self.release.loose:
            return True
        for base in bases:
            if attribute in self.release.attributes(base):
                return True
        return attribute.startswith("__")

    def method(self, kind: str, name: str) -> Signature | None:
        """The signature of a type's method, where the release and not the code defines it."""
        if name in self.members:
            return None
        for base in self.bases(kind) or ():
            if signature := self.release.method(base, name):
                return signature
        return None


class Scope:
    """The types of the variables of one unit."""

    def __init__(self, types: Types, unit: Unit):
        self.types = types
        self.unit = unit
        self.variables: dict[str, str] = {}
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
        count = Counter(self.unit.binds) if values else {}
        plain = {n: v for n, v in values.items() if count[n] == len(v)}
        for _ in range(2):  # a second time for those that come from the others
            for name, sources in plain.items():
                if not self.variables.get(name):
                    kinds = {self.type(source) for source in sources}
                    if len(kinds) == 1:
                        self.variables[name] = kinds.pop()

    def is_self(self, node: ast.AST) -> bool:
        """Whether an expression is the object whose method this is."""
        return bool(self.owner) and isinstance(node, ast.Name) and node.id == "self"

    def type(self, node: ast.expr) -> str:
        """The class of an expression's value, "" where it is not plain."""
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Call):
            return self._called(node)
        if isinstance(node, ast.Attribute):
            kind = self.type(node.value)
            if node.attr == "animate" and kind:
                return ANIMATE + kind.removeprefix(ANIMATE)
            if kind in self.types.own:
                if node.attr == "camera":
                    return self._camera(kind)
                return self.types.on_self[kind].get(node.attr, "")
        return ""

    def _name(self, node: ast.Name) -> str:
        if node.id == "self" and self.owner:
            return self.owner
        if node.id in self.variables:
            return self.variables[node.id]
        return "ManimConfig" if self.types.named(node, self.local) == "config" else ""

    def _called(self, node: ast.Call) -> str:
        function = node.func
        if isinstance(function, ast.Name) and function.id in self.types.own:
            return function.id if function.id not in self.local else ""
        if known := self.types.named(function, self.local):
            if self.types.release.kind(known) == "class":
                return known
            signature = self.types.release.function(known)
            return _exact(signature, "")
        if isinstance(function, ast.Attribute):
            kind = self.type(function.value)
            if kind.startswith(ANIMATE) or (kind and function.attr == "animate"):
                return ANIMATE + kind.removeprefix(ANIMATE)
            return _exact(self.types.method(kind, function.attr), kind) if kind else ""
        return self.type(function) if isinstance(function, ast.Call) else ""

    def _camera(self, kind: str) -> str:
        bases = self.types.bases(kind) or []
        lineage = [a for base in bases for a in self.types.release.lineage(base)]
        return next((CAMERAS[a] for a in lineage if a in CAMERAS), "")


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


def _arguments(name: str, signature: Signature, call: ast.Call) -> Iterator[Finding]:
    """What is wrong with the arguments of a call of this signature."""
    given = [k.arg for k in call.keywords]
    if not signature.any_keyword:
        for keyword in given:
            if keyword is not None and keyword not in signature.keywords:
                yield Finding("unknown-argument", f"{name}.{keyword}")
    positional = signature.positional
    missing = signature.required.difference(positional[: len(call.args)], given)
    excess = len(call.args) > len(positional) and not signature.many
    if (missing or excess) and not any(isinstance(a, ast.Starred) for a in call.args):
        if excess:
            yield Finding("too-many-arguments", name)
        if None not in given:
            for parameter in sorted(missing):
                yield Finding("missing-argument", f"{name}.{parameter}")


def _attribute(
    types: Types, kind: str, node: ast.Attribute, call: ast.Call | None
) -> Iterator[Finding]:
    """Whether an object of this type has the attribute, and takes the arguments, if called."""
    attribute = node.attr
    if not types.has(kind, attribute):
        bases = types.bases(kind) or []
        if _is_made_up(attribute, [p for b in bases for p in types.release.dynamic(b)], call):
            if attribute.startswith("set_") or types.has(kind, attribute[4:]):
                return
        yield Finding("unknown-attribute", f"{types.told(kind)}.{attribute}")
    elif call is not None and (signature := types.method(kind, attribute)):
        yield from _arguments(f"{types.told(kind)}.{attribute}", signature, call)


def _in_module(release: Release, known: str, attribute: str) -> Iterator[Finding]:
    """Whether what the release calls `known` has the attribute, where that is a module."""
    if release.kind(known) == "module" and not attribute.startswith("__"):
        if attribute not in release.names(release.submodule(known)):
            yield Finding("unknown-attribute", f"{known}.{attribute}")


def _is_made_up(attribute: str, prefixes: Iterable[str], call: ast.Call | None) -> bool:
    """Whether Mobject.__getattr__ answers: get_x() of an attribute x, set_x(value) of any."""
    if not attribute.startswith(tuple(prefixes) or ("\0",)):
        return False
    if call is None:
        return True
    wanted = 0 if attribute.startswith("get_") else 1
    return len(call.args) == wanted and not call.keywords
