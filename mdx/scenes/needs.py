"""What one statement needs directly: other statements, and names that come from elsewhere."""

import sys
from typing import NamedTuple

from mdx.scenes.dialect import all_telling
from mdx.scenes.features import NAMES
from mdx.scenes.module import Module
from mdx.scenes.resolve import Resolver, Target
from mdx.scenes.stars import is_library
from mdx.scenes.unit import Unit

Node = tuple[str, int]  # the path of a module and the number of a statement in it
# Where a name comes from: the path of a module and the name there; "" and the dotted name if it is
# imported from outside the project; OUTSIDE if Manim or Python itself has it.
Origin = tuple[str, str]
OUTSIDE: Origin = ("", "")

# Modules that a star import of Manim brings under other names.
_STAR_MODULES = {"np": "numpy", "it": "itertools", "op": "operator"}

# Statements that contain others, which may use what it binds.
COMPOUND = frozenset({"try", "other"})

# What reaches names that are not in the text.
DYNAMIC = frozenset(
    {"eval", "exec", "globals", "__import__", "import_module", "vars()", "locals()", "reload"}
)
DYNAMIC_ATTRIBUTES = frozenset({"__subclasses__", "__globals__", "f_globals", "import_module",
    "getmembers"})  # fmt: skip


def dynamic(unit: Unit, names: frozenset[str]) -> frozenset[str]:
    """Words for how a statement that reads `names` reaches others that are not in the text."""
    words = DYNAMIC & names
    if unit.attributes:
        words |= DYNAMIC_ATTRIBUTES & unit.attributes
        if "modules" in unit.attributes and "sys" in names:
            words |= {"sys.modules"}
        if "reload" in unit.attributes and "importlib" in names:
            words |= {"importlib.reload"}
    return words


class StandIn(NamedTuple):
    """A name that was imported from the project and must be defined in another way in the cut.

    `helper as h` needs `h = helper`; `import tools as t` needs an object t with the members used.
    """

    path: str  # of the importing module
    name: str
    origin: Origin  # for `h`; OUTSIDE for a module
    members: frozenset[tuple[str, Origin]]  # for `t`: dotted name below t, and its origin

    def is_like(self, other: "StandIn") -> bool:
        """Whether one object can be both."""
        mine, others = dict(self.members), dict(other.members)
        return self.origin == other.origin and all(
            others.get(name, origin) == origin for name, origin in mine.items()
        )

    def origins(self) -> list[Origin]:
        """What must be defined before it."""
        return [self.origin] if self.origin is not OUTSIDE else [m[1] for m in sorted(self.members)]


class Needs(NamedTuple):
    """What one statement needs directly."""

    nodes: tuple[Node, ...]
    now: tuple[Node, ...]  # those of them that must have run before it runs
    names: tuple[tuple[str, Origin], ...]  # each global name it reads or binds
    stand_ins: tuple[StandIn, ...]
    missing: tuple[str, ...]
    left_out: tuple[str, ...]  # words for what it does and no cut can reproduce
    telling: frozenset[str]  # names and attributes that indicate a dialect or a feature


class Wants:
    """Works out the needs of one statement."""

    def __init__(self, resolver: Resolver, module: Module, unit: Unit) -> None:
        self.resolver = resolver
        self.module = module
        self.unit = unit
        self.names: dict[str, Origin] = {}
        self.nodes: dict[Node, None] = {}
        self.missing: dict[str, None] = {}
        self.left_out: dict[str, None] = {}
        self.stand_ins: list[StandIn] = []

    def needs(self) -> Needs:
        unit, path = self.unit, self.module.path
        if unit.kind == "import":
            self.names = {name: self.bound(path, unit, name) for name in unit.binds}
            return Needs((), (), tuple(self.names.items()), (), (), (), self.telling())
        own = self.imported()
        for name in sorted(unit.now | own.keys()):
            self.name(name, own.get(name) or self.resolver.name(self.module, name, unit.number))
        now = tuple(node for node in self.nodes if node != (path, unit.number))
        self.nodes.update(((path, future), None) for future in self.module.futures)
        for name in sorted(unit.later):
            target = self.by_then(name)
            if name not in unit.now:
                self.name(name, target)
            elif target.kind == "unit" and target.path == path:  # rebound by then
                self.nodes.update(((path, number), None) for number in target.units)
        for brought in unit.inner:
            target_or_none = self.resolver.imported(self.module, brought)
            if target_or_none is not None and brought.bound in self.module.binders:
                self.left_out[brought.bound] = None  # one name with two meanings
            elif target_or_none is not None:
                self.name(brought.bound, target_or_none)
        for name in unit.binds:
            if name not in own:
                self.names[name] = self.bound(path, unit, name)
        self.nodes.pop((path, unit.number), None)
        return Needs(
            tuple(self.nodes),
            now,
            tuple(self.names.items()),
            tuple(self.stand_ins),
            tuple(self.missing),
            (
                *self.left_out,
                *sorted(dynamic(unit, unit.now | unit.later)),
                *self.rebound_elsewhere(),
            ),
            self.telling(),
        )

    def imported(self) -> dict[str, Target]:
        """What a compound statement imports from the project, for use by its other parts."""
        found: dict[str, Target] = {}
        for brought in self.unit.imports if self.unit.kind in COMPOUND else ():
            target = self.resolver.imported(self.module, brought)
            if target is not None and brought.bound:
                if self.unit.kind == "other" and brought.bound in self.unit.branches:
                    self.left_out[brought.bound] = None  # nothing says which branch is taken
                found[brought.bound] = target
        return found

    def rebound_elsewhere(self) -> list[str]:
        """Names of other modules of the project that the statement rebinds there."""
        return sorted(
            changed.removesuffix("=")
            for changed in self.unit.changes | self.unit.alters
            if "." in changed
            and changed.endswith("=")
            and self.resolver.name(self.module, changed.partition(".")[0]).kind == "module"
        )

    def by_then(self, name: str) -> Target:
        """What a name stands for when a function runs: by then the whole file has run, but in a
        notebook not the cells below, if they only redefine the name."""
        number = self.unit.number
        if self.module.is_notebook and self.module.binders.get(name, [number + 1])[0] <= number:
            return self.resolver.name(self.module, name, number + 1)
        return self.resolver.name(self.module, name)

    def telling(self) -> frozenset[str]:
        """The names of the library, used or missing here, that indicate a dialect or feature."""
        outside = {name for name, origin in self.names.items() if origin is OUTSIDE}
        outside.update(self.missing)
        return frozenset(
            (outside & all_telling()) | ((outside | self.unit.attributes) & NAMES.keys())
        )

    def name(self, name: str, target: Target) -> None:
        """Notes what a name that the statement reads stands for."""
        if target.kind == "missing":
            if name not in self.unit.binds:
                self.missing[name] = None
        elif target.kind == "module":
            self.namespace(name, target)
        else:
            for number in target.units:
                self.nodes[target.path, number] = None
            self.names[name] = self.origin(target)
            is_added_to = name in self.unit.binds and target.path != self.module.path
            if target.name not in ("", name) or (is_added_to and target.kind == "unit"):
                if target.kind == "unit":
                    origin = target.path, target.name
                    self.stand_ins.append(StandIn(self.module.path, name, origin, frozenset()))
                    self.names[name] = self.module.path, name
                else:
                    self.missing[name] = None

    def origin(self, target: Target) -> Origin:
        """Where the name that a target stands for comes from."""
        if target.kind == "unit":
            module = self.resolver.project.module(target.path)
            return self.bound(target.path, module.units[target.units[-1]], target.name)
        if target.name in _STAR_MODULES or target.name in sys.stdlib_module_names:
            return "", _STAR_MODULES.get(target.name, target.name)
        return OUTSIDE

    def bound(self, path: str, unit: Unit, name: str) -> Origin:
        """Where a name that a statement binds comes from."""
        for brought in unit.imports:
            if brought.bound == name:
                if (is_library(brought) and brought.name == name) or brought.module == "__future__":
                    return OUTSIDE
                return "", f"{brought.module}.{brought.name}".rstrip(".")
        return path, name

    def namespace(self, name: str, target: Target) -> None:
        """Notes the members that are used of a module, which a stand-in object must have."""
        members = []
        path = self.module.path
        if name in self.unit.whole or target.within != path:
            self.missing[name] = None
            return
        for bound, dotted in sorted(self.unit.dotted):
            if bound != name:
                continue
            member, used, rest = target, [], dotted.split(".")
            while member.kind == "module" and rest:
                used.append(rest.pop(0))
                member = self.resolver.member(member.path, used[-1])
            if member.kind != "unit":
                self.missing[f"{name}.{dotted}"] = None
                continue
            self.nodes.update(((member.path, number), None) for number in member.units)
            members.append((".".join(used), (member.path, member.name)))
        self.names[name] = (path, name)
        self.stand_ins.append(StandIn(path, name, OUTSIDE, frozenset(members)))
