"""What each name that a statement reads stands for."""

import builtins
import sys
from typing import NamedTuple

from mdx.code import api
from mdx.code.module import Module, Unit
from mdx.code.project import LIBRARY, Project
from mdx.code.reads import Import
from mdx.code.syntax import SyntaxFault

_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__builtins__"}
_PICKED_STARS = frozenset({"math", "cmath", "random", "itertools", "functools", "operator",
    "typing", "collections", "string", "enum", "dataclasses", "copy", "time"})  # fmt: skip


class Target(NamedTuple):
    """What a name stands for.

    kind  "unit": the statements `units` of the module at `path`
          "module": the module at `path` of this project
          "name": another module's name, imported: `path` and `name`
          "missing": nothing here; `name` says what
          "known": a builtin, or a name that a star import is known to bring (then `units`)
    """

    kind: str
    path: str = ""
    units: tuple[int, ...] = ()
    name: str = ""


BUILTIN = Target("known")


class Resolver:
    """Follows names through the modules of a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._last: dict[tuple[str, str], Target | None] = {}
        self._stars: dict[str, list[tuple[Unit, Import, str | None]]] = {}

    def name(self, module: Module, name: str, before: int | None = None) -> Target | None:
        """What `name` stands for at the end of the module, or where statement `before` begins.

        None for a name that nothing here defines.
        """
        binders = module.binders.get(name, ())
        if before is not None:
            earlier = [number for number in binders if number < before]
            if earlier:
                return self._bound(module, name, earlier)
            binders = [number for number in binders if number != before]
        if before is None or binders:
            key = (module.path, name)
            if key not in self._last:
                self._last[key] = None  # a circle of star imports ends here
                self._last[key] = self._find(module, name, binders)
            return self._last[key]
        return self._find(module, name, ())

    def _find(
        self, module: Module, name: str, binders: list[int] | tuple[int, ...]
    ) -> Target | None:
        if binders:
            return self._bound(module, name, list(binders))
        return self._by_star(module, name)

    def _bound(self, module: Module, name: str, binders: list[int]) -> Target | None:
        unit = module.units[binders[-1]]
        for found in unit.imports:
            if found.bound == name:
                target = self.imported(module, found)
                if target is not None:
                    return target
        units = [unit.number]
        if unit.kind == "other":  # may bind, may not
            units = binders
        return Target("unit", module.path, tuple(units), name)

    def imported(self, module: Module, found: Import) -> Target | None:
        """What an import of a module of this project brings; None for any other import."""
        path = self.project.find(module, found.level, found.module)
        if path is None:
            return Target("missing", name=found.bound) if found.level else None
        if not found.name:
            return Target("module", path, name=found.module)
        below = self.project.find(
            module, found.level, f"{found.module}.{found.name}" if found.module else found.name
        )
        inside = self._export(path, found.name)
        if inside is not None and (inside.kind != "known" or inside.units):
            return inside
        if below is not None:
            return Target("module", below, name=found.name)
        return Target("missing", name=found.bound)

    def _export(self, path: str, name: str) -> Target | None:
        if path.endswith("/"):
            return None
        try:
            return self.name(self.project.module(path), name)
        except SyntaxFault:
            return None

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

    def _by_star(self, module: Module, name: str) -> Target | None:
        unknown = None
        for unit, found, path in self.stars(module):
            if path is not None:
                target = self._through_star(path, name)
                if target is not None:
                    if target.kind != "guess":
                        return target
                    unknown = unknown or target
                continue
            names = star_names(found)
            target = Target("known", module.path, (unit.number,), name)
            if names is None:
                unknown = unknown or target._replace(kind="guess")
            elif name in names:
                return target
        if name in _BUILTINS:
            return BUILTIN
        return unknown

    def _through_star(self, path: str, name: str) -> Target | None:
        if path.endswith("/"):
            return None
        try:
            module = self.project.module(path)
        except SyntaxFault:
            return None
        if not module.exports(name):
            return None
        target = self.name(module, name)
        return None if target is BUILTIN else target


def root(found: Import) -> str:
    """The package that an import names."""
    return found.module.partition(".")[0]


def star_names(found: Import) -> frozenset[str] | None:
    """The names that `from package import *` is known to bring; None where nobody can tell."""
    package = root(found)
    if package in _PICKED_STARS and "." not in found.module:
        module = __import__(package)
        public = [name for name in vars(module) if not name.startswith("_")]
        return frozenset(getattr(module, "__all__", public))
    if is_library(found):
        names = api.star_names(found.module)
        return names or None
    return None


def is_library(found: Import) -> bool:
    """Whether an import names Manim itself, in any of its dialects."""
    return root(found) in LIBRARY or root(found) == "big_ol_pile_of_manim_imports"


def is_package(found: Import) -> bool:
    """Whether an import needs a package besides Python, Manim and what Manim always brings."""
    package = root(found)
    return bool(package) and not (
        is_library(found) or package in sys.stdlib_module_names or package in ("numpy", "np")
    )
