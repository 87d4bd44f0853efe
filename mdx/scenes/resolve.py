"""What each name that a statement reads stands for."""

import builtins
import posixpath
import sys
from bisect import bisect_left
from typing import NamedTuple

from mdx.scenes.memo import Memo
from mdx.scenes.module import Module
from mdx.scenes.project import GONE, Project
from mdx.scenes.scopes import Import
from mdx.scenes.stars import is_library, is_whole, root, star_names, sure_names
from mdx.scenes.syntax import SyntaxFault
from mdx.scenes.unit import Unit

_BUILTINS = frozenset(dir(builtins)) - {"__doc__"} | {"__file__", "__name__", "__builtins__"}


class Target(NamedTuple):
    """What a name stands for.

    kind  "unit": what statements `units` of the module at `path` bind to `name`
          "module": the module at `path`, which the module at `within` imports as `name`
          "known": a builtin, or a name that star imports `units` at `path` are known to bring
          "guess": a name that only star imports of unknown packages can bring: `units` at `path`
          "missing": nothing
    """

    kind: str
    path: str = ""
    units: tuple[int, ...] = ()
    name: str = ""
    within: str = ""


_SURE = ("unit", "module", "known")
BUILTIN = Target("known")
MISSING = Target("missing")


HOPS_MAX = 100  # from module to module, to find out what one name stands for


class Resolver:
    """Follows names through the modules of a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[tuple[str, str], Target] = {}
        self._asked: set[tuple[str, str]] = set()  # during the search for one name
        self._hops = 0
        self._turned_back = 0  # how often a search came back to where it had been
        # The star imports of a module, last first, each with the path that it means here.
        self.stars: Memo[str, list[tuple[Unit, Import, str | None]]] = Memo(self._star_imports)

    def name(self, module: Module, name: str, before: int | None = None) -> Target:
        """What `name` stands for at the end of the module, or just before statement `before`."""
        binders = module.binders.get(name, [])
        if before is not None:
            earlier = binders[: bisect_left(binders, before)]
            if earlier or before in binders:
                return self._last(module, name, earlier, before)
            stars = self.stars[module.path]
            if binders and stars and stars[-1][0].number < before:
                starred = self._by_star(module, name, -1, before)
                if starred.kind not in ("missing", "guess"):
                    return starred
        return self._final(module, name)

    def _last(self, module: Module, name: str, binders: list[int], before: int) -> Target:
        """What a name that statements `binders` bind stands for, unless a star import after them
        and before statement `before` is sure to bring it."""
        after = binders[-1] if binders else -1
        bound = self._bound(module, name, binders) if binders else MISSING
        if (
            bound.path == module.path
            and bound.units
            and module.units[bound.units[-1]].kind == "import"
        ):
            return bound  # if a star import also brings it, it is most likely the same thing
        if self.stars[module.path] and self.stars[module.path][0][0].number > after:
            starred = self._by_star(module, name, after, before)
            if starred.kind not in ("missing", "guess") and (
                not binders or starred.kind != "known" or self._is_sure(module, starred)
            ):
                return starred
        return bound

    def _is_sure(self, module: Module, target: Target) -> bool:
        """Whether a star import brings a name in every release of what it imports."""
        where = self.project.module(target.path) if target.path else module
        brought = (i for number in target.units for i in where.units[number].imports)
        return any(target.name in sure_names(item.module) for item in brought)

    def _final(self, module: Module, name: str) -> Target:
        """What a name stands for at the end of a module, worked out once.

        Modules that star-import each other lead in circles, so each is asked once per search.
        "Missing" from a search that was cut short in this way is not kept.
        """
        key = (module.path, name)
        target = self._known.get(key)
        if target is not None:
            return target
        if key in self._asked or self._hops == HOPS_MAX:
            self._turned_back += 1
            return MISSING
        turned_back = self._turned_back
        self._asked.add(key)
        self._hops += 1
        binders = module.binders.get(name)
        target = (
            self._last(module, name, binders, len(module.units))
            if binders
            else self._by_star(module, name)
        )
        self._hops -= 1
        if not self._hops:
            self._asked.clear()
        if not self._hops or turned_back == self._turned_back or target.kind in _SURE:
            self._known[key] = target
        return target

    def _bound(self, module: Module, name: str, binders: list[int]) -> Target:
        unit = module.units[binders[-1]]
        brought = [item for item in unit.imports if item.bound == name]
        targets = [t for t in (self.imported(module, item) for item in brought) if t is not None]
        if targets and unit.kind == "other" and (len(binders) > 1 or name in unit.branches):
            return MISSING  # nothing says which branch is taken
        if targets:
            return next((t for t in targets if t.kind != "missing"), MISSING)
        certain = unit.kind not in ("other", "try")  # in these, a binding may not be reached
        return Target("unit", module.path, (unit.number,) if certain else tuple(binders), name)

    def imported(self, module: Module, brought: Import) -> Target | None:
        """What an import from this project brings; None for any other import."""
        path = self.project.find(module, brought.level, brought.module)
        if path is None:
            return None
        if brought.name:
            return self.member(path, brought.name, brought.bound, module.path)
        first = brought.module.partition(".")[0]
        if brought.bound == first:  # `import a.b` binds a
            path = self.project.find(module, 0, first)
        return Target("module", path or GONE, name=brought.bound, within=module.path)

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

    def _star_imports(self, path: str) -> list[tuple[Unit, Import, str | None]]:
        module = self.project.module(path)
        return [
            (unit, brought, self.project.find(module, brought.level, brought.module))
            for unit in module.units
            for brought in unit.imports
            if brought.name == "*"
        ][::-1]

    def _by_star(
        self, module: Module, name: str, after: int = -1, before: int = sys.maxsize
    ) -> Target:
        """What a name stands for by the star imports between two statements: the last one that
        brings it counts, as in Python.

        But for a name of the library, which many modules import for themselves, it is
        `from manim import *` that counts, if it is among them.
        """
        guess = MISSING
        narrow: list[tuple[Target, str]] = []  # names of the library, and of which one
        for unit, star, path in self.stars[module.path]:
            if not after < unit.number < before:
                continue
            if path is not None:
                target = self._through_star(path, name)
            elif (names := star_names(star.module)) is None:
                target = Target("guess", module.path, (unit.number,), name)
            elif name in names:
                target = Target("known", module.path, (unit.number,), name)
            else:
                continue
            if target.kind == "guess":
                guess = _either(guess, target)
            elif target.kind != "missing":
                brought = self._from_library(target)
                if brought is None or (narrow and narrow[0][1] != root(brought)):
                    return narrow[0][0] if narrow else target
                if is_whole(brought):
                    return target
                narrow.append((target, root(brought)))
        if narrow:
            return narrow[0][0]
        return BUILTIN if name in _BUILTINS else guess

    def _from_library(self, target: Target) -> Import | None:
        """The import by which a target comes from the library; None if it does not."""
        if target.kind not in ("unit", "known"):
            return None
        unit = self.project.module(target.path).units[target.units[-1]]
        for brought in unit.imports if unit.kind == "import" else ():
            if is_library(brought) and (
                brought.name == "*" or brought.name == brought.bound == target.name
            ):
                return brought
        return None

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


def _either(guess: Target, earlier: Target) -> Target:
    """Both guesses if they are in one module, else the one whose star import comes last."""
    if guess.kind == "missing":
        return earlier
    units = earlier.units if guess.path == earlier.path else ()
    return guess._replace(units=(*units, *guess.units))
