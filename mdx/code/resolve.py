"""What each name that a statement reads stands for."""

import builtins
import posixpath
import sys
from functools import cache
from typing import NamedTuple

from mdx.code import api
from mdx.code.module import Module, Unit
from mdx.code.project import LIBRARY, Project
from mdx.code.reads import Import
from mdx.code.syntax import SyntaxFault

_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__builtins__"}

# Modules of the standard library that people star-import; importing them does nothing else.
_PICKED_STARS = frozenset({"math", "cmath", "random", "itertools", "functools", "operator",
    "typing", "collections", "string", "enum", "dataclasses", "copy", "time", "fractions",
    "decimal", "statistics", "abc", "datetime", "heapq", "bisect", "colorsys"})  # fmt: skip

# The import names of Manim's oldest days: one module that held everything.
_OLDEST = frozenset({"big_ol_pile_of_manim_imports"})


class Target(NamedTuple):
    """What a name stands for.

    kind  "unit": what statements `units` of the module at `path` bind to `name`
          "module": the module at `path`, which the module at `within` imports as `name`
          "known": a builtin, or a name that star imports `units` at `path` are known to bring
          "guess": a name that only star imports of unknown packages can bring
          "missing": nothing at all
    """

    kind: str
    path: str = ""
    units: tuple[int, ...] = ()
    name: str = ""
    within: str = ""


BUILTIN = Target("known")
MISSING = Target("missing")


class Resolver:
    """Follows names through the modules of a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[tuple[str, str], Target] = {}
        self._open: dict[tuple[str, str], int] = {}  # being looked up, with its depth
        self._turned_back = sys.maxsize  # the least depth at which a circle was met
        self._stars: dict[str, list[tuple[Unit, Import, str | None]]] = {}

    def name(self, module: Module, name: str, before: int | None = None) -> Target:
        """What `name` stands for at the end of the module, or where statement `before` begins."""
        binders = module.binders.get(name, [])
        if before is not None:
            earlier = [number for number in binders if number < before]
            if earlier:
                return self._bound(module, name, earlier)
            if before in binders:
                return self._by_star(module, name)
        return self._final(module, name)

    def _final(self, module: Module, name: str) -> Target:
        """What a name stands for at the end of a module, worked out once.

        Modules that star-import each other lead back to a question already open. The answer
        "nothing" found on such a way counts for the way alone and is not kept.
        """
        key = (module.path, name)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._open:
            self._turned_back = min(self._turned_back, self._open[key])
            return MISSING
        depth = self._open[key] = len(self._open)
        outer, self._turned_back = self._turned_back, sys.maxsize
        binders = module.binders.get(name)
        found = self._bound(module, name, binders) if binders else self._by_star(module, name)
        del self._open[key]
        if self._turned_back >= depth or found.kind in ("unit", "module", "known"):
            self._known[key] = found
        else:
            outer = min(outer, self._turned_back)
        self._turned_back = outer
        return found

    def _bound(self, module: Module, name: str, binders: list[int]) -> Target:
        unit = module.units[binders[-1]]
        for found in unit.imports:
            if found.bound == name:
                target = self.imported(module, found)
                if target is not None:
                    return target
        certain = unit.kind != "other"  # a statement in an if or try may bind, or may not
        return Target("unit", module.path, (unit.number,) if certain else tuple(binders), name)

    def imported(self, module: Module, found: Import) -> Target | None:
        """What an import of a module of this project brings; None for any other import."""
        path = self.project.find(module, found.level, found.module)
        if path is None:
            return MISSING if found.level else None
        if found.name:
            return self.member(path, found.name, found.bound, module.path)
        first = found.module.partition(".")[0]
        if found.bound == first:  # `import a.b` binds a
            path = self.project.find(module, 0, first)
        return Target("module", path or "", name=found.bound, within=module.path)

    def member(self, path: str, name: str, bound: str = "", within: str = "") -> Target:
        """What `name` is in the module or package at `path`."""
        if not path.endswith("/"):
            try:
                target = self.name(self.project.module(path), name)
            except SyntaxFault:
                return MISSING
            if target.kind not in ("missing", "guess") and target is not BUILTIN:
                return target
        folder = path.removesuffix("__init__.py")
        if folder.endswith("/"):
            below = self.project.file(posixpath.join(folder, name))
            if below is not None:
                return Target("module", below, name=bound or name, within=within)
        return MISSING

    def stars(self, module: Module) -> list[tuple[Unit, Import, str | None]]:
        """The star imports of a module, last first, each with the path it means here."""
        known = self._stars.get(module.path)
        if known is None:
            known = [
                (unit, found, self.project.find(module, found.level, found.module))
                for unit in module.units
                for found in unit.imports
                if found.name == "*"
            ][::-1]
            self._stars[module.path] = known
        return known

    def _by_star(self, module: Module, name: str) -> Target:
        guess = MISSING
        for unit, found, path in self.stars(module):
            if path is not None:
                target = self._through_star(path, name)
                if target.kind == "guess":
                    guess = target
                elif target.kind != "missing":
                    return target
            elif not found.level:
                names = star_names(found.module)
                target = Target("known", module.path, (unit.number,), name)
                if names is None:
                    guess = target._replace(kind="guess")
                elif name in names:
                    return target
        return BUILTIN if name in _BUILTINS else guess

    def _through_star(self, path: str, name: str) -> Target:
        if path.endswith("/"):
            return MISSING
        try:
            module = self.project.module(path)
        except SyntaxFault:
            return MISSING
        if not module.exports(name):
            return MISSING
        target = self._final(module, name)
        return MISSING if target is BUILTIN else target


def root(found: Import) -> str:
    """The package that an import names."""
    return found.module.partition(".")[0]


@cache
def star_names(module: str) -> frozenset[str] | None:
    """The names that `from module import *` is known to bring; None where nobody can tell.

    Of Manim those of any release that the tables know: old code is no worse for being old.
    """
    if module in _PICKED_STARS:
        found = __import__(module)
        public = [name for name in vars(found) if not name.startswith("_")]
        return frozenset(getattr(found, "__all__", public))
    if module in _OLDEST:
        module = "manimlib.imports"
    names: frozenset[str] = frozenset()
    for release in api.releases(module.partition(".")[0]):
        if module in release.modules:
            names |= release.star(module)
    return names or None


def is_library(found: Import) -> bool:
    """Whether an import names Manim itself, in any of its dialects."""
    return root(found) in LIBRARY or root(found) in _OLDEST


def is_package(found: Import) -> bool:
    """Whether an import needs a package besides Python, Manim and what Manim always brings."""
    package = root(found)
    return bool(package) and not (
        is_library(found) or package in sys.stdlib_module_names or package == "numpy"
    )
