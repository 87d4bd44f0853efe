"""Everything a scene needs: the statements it reaches, through its file and its neighbours."""

import sys
from contextlib import suppress
from typing import NamedTuple

from mdx.scenes.dialect import all_telling
from mdx.scenes.features import NAMES
from mdx.scenes.module import Module, Unit
from mdx.scenes.project import Project
from mdx.scenes.resolve import MISSING, Resolver, Target, is_library, root
from mdx.scenes.syntax import SyntaxFault

STATEMENTS_MAX = 500  # of a cut; the largest ones of real scenes have 120
Node = tuple[str, int]  # the path of a module and the number of a statement in it
# Where a name comes from: the path of a module and the name there; of what is imported from
# elsewhere "" and the dotted name; of what Manim or Python itself has OUTSIDE.
Origin = tuple[str, str]
OUTSIDE: Origin = ("", "")


class StandIn(NamedTuple):
    """A name that an import of the project gave, where the cut must give it in another way.

    `helper as h` needs `h = helper`; `import tools as t` needs an object t with the members used.
    """

    path: str  # of the importing module
    name: str
    origin: Origin  # for `h`; OUTSIDE for a module
    members: frozenset[tuple[str, Origin]]  # for `t`: dotted name below t, and what it is

    def origins(self) -> list[Origin]:
        """What must be defined before."""
        return [self.origin] if self.origin is not OUTSIDE else [m[1] for m in sorted(self.members)]


class Needs(NamedTuple):
    """What one statement asks for directly."""

    nodes: tuple[Node, ...]
    ahead: tuple[Node, ...]  # those of them that must have run before it runs
    names: tuple[tuple[str, Origin], ...]  # each global name it reads or binds
    stand_ins: tuple[StandIn, ...]
    missing: tuple[str, ...]
    told: frozenset[str]  # of the names and attributes those that tell a dialect or a feature


class Closure(NamedTuple):
    nodes: frozenset[Node]
    stand_ins: tuple[StandIn, ...]
    missing: frozenset[str]
    lent: frozenset[str]  # names that a module lacks and the scene's own has


class Closer:
    """Closures over the modules of a project; each statement's needs are worked out once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver = Resolver(project)
        self._needs: dict[Node, Needs] = {}
        self._settings: dict[str, tuple[Node, ...]] = {}
        self._too_large: set[Node] = set()
        self._owns: dict[str, tuple[list[Node], list[str]]] = {}

    def closure(self, path: str, number: int) -> Closure:
        """What statement `number` of the module at `path` needs, itself included.

        A name that the module of a statement lacks is looked up in the module at `path`: in the
        cut all share one namespace. What needs more than STATEMENTS_MAX is left alone with what it
        lacks: in a long chain each would else be cut with all those before it.
        """
        reached: set[Node] = set()
        stand_ins: dict[tuple[str, str], StandIn] = {}
        missing: dict[str, bool] = {}  # name -> whether the module at `path` lacks it too
        waiting = [(path, number), *self.settings(path)]
        if self.project.module(path).is_notebook:
            waiting = [node for node in waiting if node[0] != path or node[1] <= number]
        while waiting:
            node = waiting.pop()
            if node in reached:
                continue
            if len(reached) == STATEMENTS_MAX or node in self._too_large:
                self._too_large.add((path, number))
                return self._alone((path, number))
            reached.add(node)
            needs = self.needs(node)
            waiting += needs.nodes
            for new in needs.stand_ins:
                old = stand_ins.get((new.path, new.name))
                stand_ins[new.path, new.name] = (
                    new._replace(members=new.members | old.members) if old else new
                )
            for name in needs.missing:
                if name not in missing:
                    target = self.resolver.name(self.project.module(path), name)
                    usable = target.kind in ("unit", "known") and target.name in ("", name)
                    missing[name] = not usable
                    if usable:
                        waiting += [(target.path, unit) for unit in target.units]
        lost = frozenset(name for name, really in missing.items() if really)
        lent = frozenset(missing) - lost
        return Closure(frozenset(reached), tuple(stand_ins.values()), lost, lent)

    def _alone(self, node: Node) -> Closure:
        """A statement with no more than the imports that it needs."""
        taken = {node}
        lacking = set(self.needs(node).missing)
        for path, number in self.needs(node).nodes:
            unit = self.project.module(path).units[number]
            if unit.kind == "import":
                taken.add((path, number))
            else:
                lacking.update(unit.binds)
        return Closure(frozenset(taken), (), frozenset(lacking), frozenset())

    def needs(self, node: Node) -> Needs:
        """What a statement asks for directly."""
        known = self._needs.get(node)
        if known is None:
            module = self.project.module(node[0])
            known = _Wants(self.resolver, module, module.units[node[1]]).needs()
            self._needs[node] = known
        return known

    def settings(self, path: str) -> tuple[Node, ...]:
        """The statements of a module, and of those it imports, that change Manim's own state."""
        if path not in self._settings:
            reached = {path: None}
            waiting = [path]
            while waiting:
                for other in self._own(waiting.pop())[1]:
                    if other not in reached:
                        reached[other] = None
                        waiting.append(other)
            self._settings[path] = tuple(node for p in reached for node in self._own(p)[0])
        return self._settings[path]

    def _own(self, path: str) -> tuple[list[Node], list[str]]:
        """A module's own settings, and the modules of the project that it imports."""
        if path not in self._owns:
            settings: list[Node] = []
            paths: list[str] = []
            self._owns[path] = settings, paths
            with suppress(SyntaxFault):
                module = self.project.module(path)
                for unit in module.units:
                    if self._is_setting(module, unit):
                        settings.append((path, unit.number))
                    for brought in unit.imports if unit.kind == "import" else ():
                        other = self.project.find(module, brought.level, brought.module)
                        if other is not None and not other.endswith("/"):
                            paths.append(other)
        return self._owns[path]

    def _is_setting(self, module: Module, unit: Unit) -> bool:
        if unit.kind in ("set", "call"):
            return unit.target not in _TOLD and self._is_of_library(module, unit, unit.target)
        if unit.kind != "other" or (unit.binds and not unit.attributes & _SETTERS):
            return False
        if "set_default" in unit.attributes:
            return True
        return "config" in unit.now and self._is_of_library(module, unit, "config")

    def _is_of_library(self, module: Module, unit: Unit, name: str) -> bool:
        """Whether a name is Manim's own, or a source of chance, whose state is a picture's too."""
        target = self.resolver.name(module, name, unit.number) if name else MISSING
        if target.kind in ("known", "guess"):
            return bool(target.path)
        return target.kind == "unit" and any(
            found.bound == target.name and (is_library(found) or root(found) in _CHANCE)
            for number in target.units
            for found in self.project.module(target.path).units[number].imports
        )


# Modules that a star import of Manim brings under a name of its own, and what they are.
_STAR_MODULES = {"np": "numpy", "it": "itertools", "op": "operator"}
_CHANCE = frozenset({"random", "numpy"})
_SETTERS = frozenset({"set_default", "add_to_preamble"})
# Statements that begin with these, which some star imports bring along, say or do nothing of use.
_TOLD = frozenset({"print", "os", "sys", "logging", "warnings", "logger", "input", "exit"})


class _Wants:
    """Works out the needs of one statement."""

    def __init__(self, resolver: Resolver, module: Module, unit: Unit) -> None:
        self.resolver = resolver
        self.module = module
        self.unit = unit
        self.names: dict[str, Origin] = {}
        self.nodes: dict[Node, None] = {}
        self.missing: dict[str, None] = {}
        self.stand_ins: list[StandIn] = []

    def needs(self) -> Needs:
        unit, path = self.unit, self.module.path
        if unit.kind == "import":
            self.names = {name: self.bound(path, unit, name) for name in unit.binds}
            return Needs((), (), tuple(self.names.items()), (), (), self.told())
        for name in sorted(unit.now):
            self.name(name, self.resolver.name(self.module, name, unit.number))
        ahead = tuple(self.nodes)
        self.nodes.update(((path, future), None) for future in self.module.futures)
        for name in sorted(unit.later):
            target = self.by_then(name)
            if name not in unit.now:
                self.name(name, target)
            elif target.kind == "unit" and target.path == path:  # another statement by then
                self.nodes.update(((path, number), None) for number in target.units)
        for found in unit.inner:
            target_or_none = self.resolver.imported(self.module, found)
            if target_or_none is not None and found.bound in self.module.binders:
                self.missing[found.bound] = None  # two meanings, one name
            elif target_or_none is not None:
                self.name(found.bound, target_or_none)
        for name in unit.binds:
            self.names[name] = self.bound(path, unit, name)
            for number in self.module.changers.get(name, ()):
                if number > unit.number:
                    self.nodes[path, number] = None
        self.nodes.pop((path, unit.number), None)
        return Needs(
            tuple(self.nodes),
            tuple(node for node in ahead if node != (path, unit.number)),
            tuple(self.names.items()),
            tuple(self.stand_ins),
            tuple(self.missing),
            self.told(),
        )

    def by_then(self, name: str) -> Target:
        """What a name stands for when a function runs: when all of the file has run, but in a
        notebook before the cells below, where these only define it anew."""
        number = self.unit.number
        if self.module.is_notebook and self.module.binders.get(name, [number + 1])[0] <= number:
            return self.resolver.name(self.module, name, number + 1)
        return self.resolver.name(self.module, name)

    def told(self) -> frozenset[str]:
        """Names of the library's, read or missed here, that tell a dialect; and of features."""
        outside = {name for name, origin in self.names.items() if origin is OUTSIDE}
        outside.update(self.missing)
        return frozenset(
            (outside & all_telling()) | ((outside | self.unit.attributes) & NAMES.keys())
        )

    def name(self, name: str, target: Target) -> None:
        """Takes in what a name that the statement reads stands for."""
        if target.kind == "missing":
            if name not in self.unit.binds:
                self.missing[name] = None
        elif target.kind == "module":
            self.namespace(name, target)
        else:
            self.nodes.update(((target.path, number), None) for number in target.units)
            self.names[name] = self.origin(target)
            if target.name not in ("", name):
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
        """Where a name comes from that a statement binds."""
        for found in unit.imports:
            if found.bound == name:
                if (is_library(found) and found.name == name) or found.module == "__future__":
                    return OUTSIDE
                return "", f"{found.module}.{found.name}".rstrip(".")
        return path, name

    def namespace(self, name: str, target: Target) -> None:
        """A module as a value: its members as they are used here, each of them reached."""
        members = []
        path = self.module.path
        if name in self.unit.whole or target.within != path:
            self.missing[name] = None
            return
        for bound, dotted in sorted(self.unit.dotted):
            if bound != name:
                continue
            found, used, rest = target, [], dotted.split(".")
            while found.kind == "module" and rest:
                used.append(rest.pop(0))
                found = self.resolver.member(found.path, used[-1])
            if found.kind != "unit":
                self.missing[f"{name}.{dotted}"] = None
                continue
            self.nodes.update(((found.path, number), None) for number in found.units)
            members.append((".".join(used), (found.path, found.name)))
        self.names[name] = (path, name)
        self.stand_ins.append(StandIn(path, name, OUTSIDE, frozenset(members)))
