"""What is known of the classes in some code, and whether objects of a type have what is asked."""

import ast
import sys
from enum import Enum
from functools import cache, cached_property
from itertools import chain

from mdx.manim.releases import Release, Signature
from mdx.quality.evidence import Evidence
from mdx.quality.kept import Kept
from mdx.quality.kinds import ANIMATE, ANY, ATTRIBUTES, CLASS, PLAIN
from mdx.quality.results import Results
from mdx.quality.scope import Scope, Site
from mdx.quality.signatures import Signatures, is_dataclass
from mdx.quality.unit import Unit
from mdx.scenes.syntax import descendants

# What gives objects attributes that nobody can read off the code.
OPENING = ("__dict__", "__getattr", "__setattr", "setattr(", "vars(")
ASKING = frozenset(("hasattr", "getattr"))
MAKING = frozenset(("__init__", "__new__"))
CLOSED = frozenset(("ManimConfig", "ManimColor"))  # that nothing sets attributes on
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
COLOURS = "manim.utils.color.manim_colors"


@cache
def _colours(release: Release) -> frozenset[str]:
    """The names of the colours of a release."""
    return frozenset(filter(str.isupper, release.names(COLOURS)))


def types_of(evidence: Evidence, release: Release) -> "Types":
    """The types of this code, found out once for all that ask."""
    if evidence.types is None:
        evidence.types = Types(evidence, release)
    types: Types = evidence.types
    return types


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
        self.own = {node.name: node for node in evidence.classes}
        self._read_imports()
        self.colours = _colours(release)
        self.functions = {u.function.name: u.function for u in evidence.units
                          if u.function and not u.owner}  # fmt: skip
        self.is_open = any(word in evidence.code for word in OPENING)
        self.members = self.stored.union(*map(_members, evidence.classes))
        for _, call in evidence.calls_of(ASKING):  # whoever asks knows that there may be none
            self.members |= {str(a.value) for a in call.args[1:2] if isinstance(a, ast.Constant)}
        # Manim keeps what set_x is given as x.
        self.given = {name[4:] for name in evidence.calls if name.startswith("set_")}
        self.ancestors: dict[str, list[str] | None] = {}
        for name in self.own:
            self._ancestors(name)
        self.units = evidence.units if self.imports_anything else []
        self.scopes: dict[Unit, Scope] = {}
        self.results = Results(self)
        self.kept = Kept(self)
        self.signatures = Signatures(self)
        self.chains: dict[str, list[str]] = {}
        self.having: dict[tuple[str, str], bool] = {}
        self.methods: dict[tuple[str, str], Signature | None] = {}

    def _read_imports(self) -> None:
        """What the code imports of the release, by name, with a star, as a module, and else."""
        release, every = self.release, self.evidence.all
        self.aliases: dict[str, str] = {}
        self.stars: frozenset[str] = frozenset()
        for node in every(ast.ImportFrom):
            if not node.level and (node.module or "") in release.modules:
                if node.names[0].name == "*":
                    brought = release.star(node.module)  # is most of the time all there is
                    self.stars = self.stars | brought if self.stars else brought
                else:
                    self.aliases |= {i.asname or i.name: i.name for i in node.names}
        imported = [item for node in every(ast.Import) for item in node.names]
        self.modules = {i.asname or i.name for i in imported if i.name == release.package}
        self.imports_anything = bool(self.stars or self.aliases or self.modules)
        self.bound = self.evidence.bound
        self.aliases = {k: v for k, v in self.aliases.items() if k not in self.own}
        foreign = [i.name for i in imported] + [n.module or "" for n in every(ast.ImportFrom)]
        roots = {name.partition(".")[0] for name in foreign} - {release.package, "numpy"}
        self.has_others = not roots <= sys.stdlib_module_names

    def _ancestors(self, name: str) -> list[str] | None:
        """The release's classes that an own class derives from; None where a base is unknown."""
        if name in self.ancestors:
            return self.ancestors[name]
        self.ancestors[name] = None  # a circle of bases ends here
        if self.is_open:
            return None
        bases: list[str] = []
        for base in self.own[name].bases:
            if isinstance(base, ast.Name) and base.id in self.own and base.id != name:
                inherited = self._ancestors(base.id)
                if inherited is None:
                    return None
                bases += inherited
            elif (base_name := self.named(base, frozenset())) and self.release.is_closed(base_name):
                bases.append(base_name)
            elif not (isinstance(base, ast.Name) and base.id in ("object", "ABC")):
                return None
        # What derives from nothing of the release may be mixed into what does.
        self.ancestors[name] = list(dict.fromkeys(bases)) or None
        return self.ancestors[name]

    def named(self, node: ast.expr, local: frozenset[str]) -> str:
        """The name in the release that an expression stands for, else ""."""
        if type(node) is ast.Name:
            name = node.id
            if name in local:
                return ""
            is_brought = name in self.stars and name not in self.bound
            return name if is_brought else self.aliases.get(name, "")
        if self.modules and type(node) is ast.Attribute and type(node.value) is ast.Name:
            return node.attr if node.value.id in self.modules else ""
        return ""

    def chain(self, name: str) -> list[str]:
        """A class of the code and all of the code that it derives from, nearest first."""
        if name not in self.chains:
            self.chains[name] = []  # a circle of bases ends here
            node = self.own.get(name)
            above = [own for base in node.bases if type(base) is ast.Name and base.id != name
                     for own in self.chain(base.id)] if node else []  # fmt: skip
            self.chains[name] = [name, *above] if node else []
        return self.chains[name]

    def made_as(self, name: str) -> str:
        """The class of the release whose __init__ a class of the code is made with, else ""."""
        chain = self.chain(name) if self.evidence.bindings[name] == 1 else []
        bases: list[ast.expr] = []
        for own in chain:
            node, bases = self.own[own], self.own[own].bases
            is_special = node.decorator_list or node.keywords or MAKING & _members(node)
            if is_special or len(bases) != 1:
                return ""
        base = self.named(bases[0], frozenset()) if bases else ""
        return base if base in self.release.classes else ""

    @cached_property
    def plain(self) -> set[str]:
        """The classes of the code that derive from nothing, and that nothing derives from."""
        if self.is_open or self.has_others:
            return set()
        bases = {n.id for c in self.own.values() for b in c.bases for n in descendants(b)
                 if type(n) is ast.Name}  # fmt: skip
        derived = bases | {n for n, c in self.own.items() if c.bases or c.keywords
                           or (c.decorator_list and not is_dataclass(c))}  # fmt: skip
        return self.own.keys() - derived

    @cached_property
    def enums(self) -> set[str]:
        """The classes of the code that are enumerations."""
        return {n for n, c in self.own.items() if not self.is_open and not c.keywords
                and [getattr(base, "id", "") for base in c.bases] == ["Enum"]}  # fmt: skip

    @cached_property
    def read(self) -> set[str]:
        """The names of all attributes that the code reads, on whatever object."""
        return {n.attr for unit in self.units for n in unit.nodes.get(ast.Attribute, ())
                if type(n.ctx) is ast.Load}  # fmt: skip

    def scope(self, unit: Unit) -> Scope:
        """The types of the variables of a unit: of those that have one type throughout."""
        scope = self.scopes.get(unit)
        if scope is None:
            scope = self.scopes[unit] = Scope(self, unit)
            scope.learn()
        return scope

    def above(self, name: str) -> str:
        """The class that super() stands for in a class of the code that has one base."""
        bases = self.own[name].bases
        if len(bases) != 1 or self.ancestors[name] is None:
            return ""
        base = bases[0]
        if type(base) is ast.Name and base.id in self.own:
            return base.id
        return self.named(base, frozenset())

    @cached_property
    def sites(self) -> list[Site]:
        """The calls of what the release knows."""
        return [site for unit in self.units for site in self.scope(unit).sites()]

    def is_a(self, kind: str, ancestor: str) -> bool | None:
        """Whether objects of a type are of that class of the release, too; None if nobody knows."""
        if not kind or kind[0] == ANIMATE:
            return None
        if kind == ANY:
            return True if ancestor == "Mobject" else None
        if kind.startswith(CLASS):
            return False
        bases = self.bases(kind)
        if bases is None:
            return False if kind in PLAIN else None
        return ancestor in chain.from_iterable(map(self.release.lineage, bases))

    def bases(self, kind: str) -> list[str] | None:
        """The classes of the release that a type is or derives from; None where not all known."""
        kind = kind.removeprefix(ANIMATE).removeprefix(CLASS)
        if kind in self.own:
            return self.ancestors[kind]
        if kind == ANY:
            return ["Mobject"]
        return [kind] if self.release.is_closed(kind) else None

    def release_name(self, kind: str) -> str:
        """The release's name for a type: of a class of the code, that of what it derives from."""
        name = kind.removeprefix(ANIMATE).removeprefix(CLASS)
        return (self.ancestors[name] or [name])[0] if name in self.own else name

    def has(self, kind: str, attribute: str) -> bool:
        """Whether objects of a type have an attribute, as far as anybody can tell."""
        asked = (kind, attribute)
        if asked not in self.having:
            self.having[asked] = self._has(kind, attribute)
        return self.having[asked]

    def _has(self, kind: str, attribute: str) -> bool:
        if kind in ATTRIBUTES:
            return attribute in ATTRIBUTES[kind] or (
                kind in ("function", "method") and attribute in self.stored
            )
        bases = self.bases(kind)
        if attribute in self.members or (
            attribute in self.given
            and not any(self.release.method(base, f"set_{attribute}") for base in bases or ())
        ):
            return True
        if bases is None:
            name = kind.removeprefix(CLASS)
            if name in self.enums:
                return hasattr(Enum, attribute) or attribute in ("name", "value")
            return name not in self.plain or hasattr(type if name != kind else object, attribute)
        if attribute in self.release.loose and kind not in CLOSED:
            if not self.is_a(kind, "Animation"):
                return True
            return attribute in self.release.attributes_below("Animation")
        if kind.removeprefix(ANIMATE) == ANY:
            return (
                self.has_others
                or attribute.startswith("__")
                or attribute in self.release.attributes_below("Mobject")
            )
        for base in bases:
            if attribute in self.release.attributes(base):
                return True
        return attribute.startswith("__") or (kind.startswith(CLASS) and hasattr(type, attribute))

    def method(self, kind: str, name: str) -> Signature | None:
        """The signature of a type's method, where the release and not the code defines it."""
        asked = (kind, name)
        if asked not in self.methods:
            signature: Signature | None = None
            if name not in self.members and not kind.startswith(CLASS):
                every = (self.release.method(base, name) for base in self.bases(kind) or ())
                signature = next(filter(None, every), None)
            self.methods[asked] = signature
        return self.methods[asked]


def _members(node: ast.ClassDef) -> set[str]:
    """The names that the body of a class binds."""
    names: set[str] = set()
    for part in node.body:
        if isinstance(part, DEFINITIONS):
            names.add(part.name)
        elif targets := getattr(part, "targets", None) or getattr(part, "target", None):
            several = targets if type(targets) is list else [targets]
            names.update([target.id for target in several if type(target) is ast.Name])
    return names
