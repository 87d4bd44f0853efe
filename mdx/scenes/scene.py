"""The scenes of a module, each cut so that it stands alone as far as it can."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from mdx.scenes import assets
from mdx.scenes.closure import Closer, Closure
from mdx.scenes.cut import Cutter
from mdx.scenes.dialect import dialect
from mdx.scenes.features import features
from mdx.scenes.memo import Memo
from mdx.scenes.module import Module
from mdx.scenes.needs import Node
from mdx.scenes.project import Project
from mdx.scenes.scopes import Import
from mdx.scenes.stars import is_package, root
from mdx.scenes.syntax import SyntaxFault
from mdx.scenes.unit import ClassFacts

__all__ = ["Scene", "SyntaxFault", "scenes", "scenes_of"]

_PLAYS = re.compile(r"\bself\.(?:play|add|wait)\(")
ALONE = "code.py"  # the path of the only module in the project of scenes_of


class Scene(NamedTuple):
    """One scene class with what it needs.

    code        imports, definitions from other modules and its own file, the class, as written
    first_line  of the class in its file, decorators included; 1-based, as is `last_line`
    dialect     "ce", "gl", "cairo" or "unknown"
    unresolved  names that the code reads and nothing defines, sorted
    assets      (name, whether a file of that name is in the project), in order of appearance
    packages    third-party packages imported, without Manim and numpy, sorted
    standalone  nothing is missing: no unresolved name, no asset at all, no package
    narration   what is spoken over the scene or written below it, one call a line
    sections    the names of its sections, one a line
    features    flat facts about the code
    ambiguous   imported modules that several files could be; the nearest file was taken
    is_abstract whether the class exists only for others to derive from
    """

    name: str
    code: str
    first_line: int
    last_line: int
    dialect: str
    unresolved: tuple[str, ...]
    assets: tuple[tuple[str, bool], ...]
    packages: tuple[str, ...]
    standalone: bool
    docstring: str
    narration: str
    sections: str
    is_abstract: bool
    features: dict[str, int | bool | str]
    ambiguous: tuple[str, ...]


class Lineage(NamedTuple):
    """What a class is and does, including what it inherits."""

    is_scene: bool  # derives from a scene class of the library
    constructs: bool
    plays: bool  # for other classes: calls self.play, self.add or self.wait
    unknown: str  # a base that nothing is known about


def scenes(project: Project, path: str) -> Iterator[Scene]:
    """The scenes of the module at `path`, in file order; raises SyntaxFault if it does not parse.

    A scene is a top-level class that has or inherits a construct method and whose bases lead,
    through any classes of the project, to a name that ends in Scene or Slide; or, if the class
    plays or adds anything, to an unknown base. Of several classes with the same name the last one
    counts, as in Python.
    """
    module = project.module(path)
    if not _latest or _latest[0].project is not project:
        _latest[:] = [_Work(project)]
    work = _latest[0]
    last = {facts.name: facts for facts in module.classes}
    for facts in module.classes:
        if last[facts.name] is facts and work.is_scene(module, facts):
            yield work.scene(module, facts)


def scenes_of(code: str) -> list[Scene]:
    """The scenes of a text on its own; raises SyntaxFault if it does not parse."""
    return list(scenes(Project([ALONE], lambda _: code), ALONE))


class _Work:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.closer = Closer(project)
        self.cutter = Cutter(project, self.closer)
        # By the path of a module: what it, and the modules it imports, import from outside the
        # project; and the names in it that indicate a dialect or a feature.
        self.around: Memo[str, set[Import]] = Memo(self._around)
        self.telling_of: Memo[str, set[str]] = Memo(self._all_telling)
        # Whether the file of this name that the module at this path names is in the project.
        self.exists: Memo[tuple[str, str], bool] = Memo(self._exists)
        self._reached: dict[tuple[str, str, int], Lineage] = {}

    def is_scene(self, module: Module, facts: ClassFacts) -> bool:
        lineage = self.lineage(module, facts)
        return lineage.constructs and (lineage.is_scene or bool(lineage.plays and lineage.unknown))

    def lineage(self, module: Module, facts: ClassFacts) -> Lineage:
        """What a class inherits from its bases."""
        asked = _key(module, facts)
        stack = [] if asked in self._reached else [(module, facts)]
        while stack:
            module, facts = stack[-1]
            key = _key(module, facts)
            bases = [(name, self.base(module, facts, name)) for name in facts.bases]
            if key not in self._reached:  # a circle of bases ends here
                self._reached[key] = Lineage(False, facts.has_construct, False, "")
                stack += [f for _, f in bases if f is not None and _key(*f) not in self._reached]
                continue
            above = [
                self._reached[_key(*parent)] if parent else self.elsewhere(module, facts, name)
                for name, parent in bases
            ]
            is_scene = any(base.is_scene for base in above)
            self._reached[key] = Lineage(
                is_scene,
                facts.has_construct or any(base.constructs for base in above),
                not is_scene and (_plays(module, facts) or any(base.plays for base in above)),
                next((base.unknown for base in above if base.unknown), ""),
            )
            stack.pop()
        return self._reached[asked]

    def elsewhere(self, module: Module, facts: ClassFacts, base: str) -> Lineage:
        """What is known about a base that is not a class of the project."""
        if base.endswith(("Scene", "Slide")):
            return Lineage(True, False, False, "")
        target = self.closer.resolver.name(module, base.partition(".")[0], facts.unit)
        is_unknown = target.kind in ("missing", "guess", "module")
        if target.kind == "unit":
            brought = [
                item
                for number in target.units
                for item in self.project.module(target.path).units[number].imports
                if item.bound == target.name
            ]
            is_unknown = any(map(is_package, brought))
        return Lineage(False, False, False, base if is_unknown else "")

    def base(
        self, module: Module, facts: ClassFacts, base: str
    ) -> tuple[Module, ClassFacts] | None:
        """The class of the project that a base names; None if it is from elsewhere."""
        first, *rest = base.split(".")
        target = self.closer.resolver.name(module, first, facts.unit)
        while target.kind == "module" and rest:
            target = self.closer.resolver.member(target.path, rest.pop(0))
        if target.kind != "unit" or rest:
            return None
        other = self.project.module(target.path)
        for candidate in reversed(other.named.get(target.name, ())):
            if candidate.unit in target.units:
                return None if candidate is facts else (other, candidate)
        return None

    def scene(self, module: Module, facts: ClassFacts) -> Scene:
        closure = self.closer.closure(module.path, facts.unit)
        code, unplaced = self.cutter.cut(closure, module.path)
        lineage = self.lineage(module, facts)
        bases = set() if lineage.is_scene else {lineage.unknown}
        missing = tuple(sorted(closure.missing | unplaced | bases))
        telling = self.telling(closure.nodes)
        needed = self.assets(closure)
        outside = self.imports(closure)
        packages = tuple(sorted({root(brought) for brought in outside if is_package(brought)}))
        return Scene(
            name=facts.name,
            code=code,
            first_line=facts.first_line,
            last_line=facts.last_line,
            dialect=dialect(
                outside, self.around[module.path], telling, lambda: self.telling_of[module.path]
            ),
            unresolved=missing,
            assets=needed,
            packages=packages,
            standalone=not (missing or needed or packages),
            docstring=facts.docstring,
            narration=facts.narration,
            sections=facts.sections,
            is_abstract=facts.is_abstract,
            features=features(
                code, telling, " ".join(filter(None, facts.bases)), facts.has_construct
            ),
            ambiguous=self.ambiguous(closure),
        )

    def ambiguous(self, closure: Closure) -> tuple[str, ...]:
        paths = {path for path, _ in closure.nodes}
        names = {name for path in paths for name in self.project.doubtful(path, paths)}
        return tuple(sorted(names))

    def assets(self, closure: Closure) -> tuple[tuple[str, bool], ...]:
        is_there: dict[str, bool] = {}
        for node in sorted(node for node in closure.nodes if self.project.units[node].assets):
            for name in self.project.units[node].assets:
                is_there[name] = is_there.get(name) or self.exists[name, node[0]]
        named = {name: there for name, there in is_there.items() if not assets.is_computed(name)}
        return tuple((named or is_there).items())

    def _exists(self, named: tuple[str, str]) -> bool:
        return assets.exists(*named, self.project.paths, self.project.names)

    def telling(self, nodes: Iterable[Node]) -> set[str]:
        """The names in these statements that indicate a dialect or a feature."""
        return set[str]().union(*(self.closer.needs[node].telling for node in nodes))

    def _all_telling(self, path: str) -> set[str]:
        return self.telling((path, unit.number) for unit in self.project.module(path).units)

    def _around(self, path: str) -> set[Import]:
        return {
            brought
            for other in self.closer.running.order[path].paths
            for module in self.closer.running.parsed(other)
            for unit in module.units
            for brought in unit.imports
            if not self.project.is_local(module, brought)
        }

    def imports(self, closure: Closure) -> set[Import]:
        """What the statements of a closure import from outside the project."""
        return set(chain.from_iterable(map(self.cutter.outside.__getitem__, closure.nodes)))


def _plays(module: Module, facts: ClassFacts) -> bool:
    text = module.lines[facts.first_line - 1 : facts.last_line]
    return any(map(_PLAYS.search, text))


def _key(module: Module, facts: ClassFacts) -> tuple[str, str, int]:
    return module.path, facts.name, facts.first_line


_latest: list[_Work] = []  # at most one: for the project that was asked for last
