"""Everything a scene needs: the statements it reaches, through its file and its neighbours."""

from typing import NamedTuple

from mdx.code.module import Module, Unit
from mdx.code.project import Project
from mdx.code.resolve import Resolver, Target, is_library, root
from mdx.code.syntax import SyntaxFault

Node = tuple[str, int]  # the path of a module and the number of a statement in it


class Needs(NamedTuple):
    """What one statement asks for directly."""

    nodes: tuple[Node, ...]
    given: tuple[tuple[str, str, str], ...]  # path, name there, name here: not the same name
    modules: tuple[tuple[str, str], ...]  # name here, path: a module of the project as a value
    missing: tuple[str, ...]


class Closure(NamedTuple):
    nodes: frozenset[Node]
    missing: tuple[str, ...]


class Closer:
    """Closures over the modules of a project; each statement's needs are worked out once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver = Resolver(project)
        self._needs: dict[Node, Needs] = {}
        self._settings: dict[str, tuple[Node, ...]] = {}

    def closure(self, path: str, number: int) -> Closure:
        """What statement `number` of the module at `path` needs, itself included."""
        reached: dict[Node, None] = {}
        missing: dict[str, None] = {}
        waiting = [(path, number), *self.settings(path)]
        while waiting:
            node = waiting.pop()
            if node in reached:
                continue
            reached[node] = None
            needs = self.needs(node)
            missing.update(dict.fromkeys(needs.missing))
            waiting += needs.nodes
        return Closure(frozenset(reached), tuple(sorted(missing)))

    def needs(self, node: Node) -> Needs:
        known = self._needs.get(node)
        if known is None:
            known = self._needs[node] = self._work_out(node)
        return known

    def _work_out(self, node: Node) -> Needs:
        module = self.project.module(node[0])
        unit = module.units[node[1]]
        nodes: dict[Node, None] = {}
        missing: dict[str, None] = {}
        for names, before in ((unit.now, unit.number), (unit.later, None)):
            for name in sorted(names):
                target = self.resolver.name(module, name, before)
                if target is None and name in unit.binds:
                    continue
                if target is None or target.kind in ("missing", "module"):
                    missing[name] = None
                else:
                    for number in target.units:
                        nodes[target.path, number] = None
        for name in unit.binds:
            for number in module.changers.get(name, ()):
                if number > unit.number and unit.kind != "import":
                    nodes[node[0], number] = None
        for found in unit.inner:
            if self.project.find(module, found.level, found.module) is not None:
                missing[found.module or found.name] = None
        nodes.pop(node, None)
        return Needs(tuple(nodes), (), (), tuple(missing))

    def settings(self, path: str) -> tuple[Node, ...]:
        """The statements of a module, and of those it imports, that change Manim's own state."""
        known = self._settings.get(path)
        if known is not None:
            return known
        self._settings[path] = ()  # a circle of imports ends here
        found: dict[Node, None] = {}
        try:
            module = self.project.module(path)
        except SyntaxFault:
            return ()
        for unit in module.units:
            for brought in unit.imports if unit.kind == "import" else ():
                other = self.project.find(module, brought.level, brought.module)
                if other is not None and not other.endswith("/"):
                    found.update(dict.fromkeys(self.settings(other)))
            if unit.target and self._is_setting(module, unit):
                found[path, unit.number] = None
        self._settings[path] = tuple(found)
        return self._settings[path]

    def _is_setting(self, module: Module, unit: Unit) -> bool:
        target: Target | None = self.resolver.name(module, unit.target, unit.number)
        if target is None or not target.path:
            return False
        if target.kind == "guess" or target.kind == "known":
            return unit.target not in _SAID
        importer = self.project.module(target.path)
        return any(
            found.bound == unit.target and (is_library(found) or root(found) == "random")
            for number in target.units
            for found in importer.units[number].imports
        )


_SAID = frozenset({"print", "os", "sys", "logging", "warnings", "logger", "input", "exit"})
