"""Writes the statements of a closure as one text that runs."""

import posixpath
import re
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from mdx.scenes.closure import Closer, Closure
from mdx.scenes.memo import Memo
from mdx.scenes.module import Module
from mdx.scenes.needs import OUTSIDE, Node, Origin, StandIn
from mdx.scenes.project import Project
from mdx.scenes.rewrite import CannotRewrite, rewritten
from mdx.scenes.scopes import Import
from mdx.scenes.stars import is_library, is_whole, more_names, root, sure_names
from mdx.scenes.unit import Unit

Item = Node | StandIn


class Cutter:
    """Writes closures as text."""

    def __init__(self, project: Project, closer: Closer) -> None:
        self.project = project
        self.closer = closer
        self._texts: Memo[Node, str] = Memo(self._text)
        # What a statement imports from outside the project, and from within it.
        self.outside: Memo[Node, tuple[Import, ...]] = Memo(partial(self._imported, local=False))
        self._inside: Memo[Node, tuple[Import, ...]] = Memo(partial(self._imported, local=True))
        # The library module that a statement star-imports; "" if there is none.
        self._library: Memo[Node, str] = Memo(self._whole_library)
        # For each star import of a statement the names it may bring that `from library import *`
        # does not; None if the statement imports anything else.
        self._beyond: Memo[tuple[Node, str], list[frozenset[str]] | None] = Memo(
            self._beyond_library
        )
        self._rewritten: dict[tuple[Node, tuple[tuple[str, str], ...]], str | CannotRewrite] = {}

    def cut(self, closure: Closure, home: str) -> tuple[str, set[str]]:
        """The text, and the names that could not be given a place in it.

        Imports come first, those of `home` last among them; then statements in the order in which
        they run, unless one needs another that would come later.
        """
        plan = _Names(self.closer, closure, home)
        imports = self._imports(closure, home, plan)
        text = ""
        previous: tuple[Module, Unit] | None = None
        for item in self._in_order(closure, home):
            if isinstance(item, StandIn):
                text += ("\n\n" if previous else "\n") * bool(text)
                text += plan.stand_in_text(item)
                previous = None
                continue
            module, unit = self.project.module(item[0]), self.project.units[item]
            text += "\n" * (1 + _gap(previous, (module, unit))) if text else ""
            text += self._unit_text(item, plan)
            previous = module, unit
        if any(stand_in.origin is OUTSIDE for stand_in in closure.stand_ins):
            imports["from types import SimpleNamespace"] = None
        head = sorted(imports, key=lambda line: "from __future__ import" not in line)
        gap = "\n" * (1 + _first_gap(text)) if head else ""
        return "\n".join(head) + gap + text + "\n", plan.missing

    def _imports(self, closure: Closure, home: str, plan: "_Names") -> dict[str, None]:
        """The lines of import statements, each once, without those in other modules that bring
        only what `from library import *` brings."""
        nodes = [node for node in closure.nodes if self.project.units[node].kind == "import"]
        library = min({self._library[node] for node in closure.nodes} - {""}, default="")
        rank = {path: at for at, path in enumerate(self.closer.running.order[home].paths)}
        lines: dict[str, None] = {}
        for node in sorted(nodes, key=lambda node: (rank[node[0]], node[1])):
            beyond = self._beyond[node, library] if node[0] != home else None
            if beyond is None or not all(map(plan.outside.isdisjoint, beyond)):
                lines.update(dict.fromkeys(self._import_lines(node, plan)))
        return lines

    def _whole_library(self, node: Node) -> str:
        modules = (
            brought.module
            for brought in self.project.units[node].imports
            if brought.name == "*" and is_library(brought) and is_whole(brought)
        )
        return min(modules, default="")

    def _beyond_library(self, asked: tuple[Node, str]) -> list[frozenset[str]] | None:
        node, library = asked
        names = sure_names(library) if library else frozenset[str]()
        beyond = []
        for brought in self.project.units[node].imports:
            if root(brought) != library.partition(".")[0]:
                return None
            if brought.name == "*" and brought.module != library:
                beyond.append(more_names(brought.module, library))
            elif brought.name != brought.bound or brought.name not in names:
                return None
        return beyond

    def _in_order(self, closure: Closure, home: str) -> Iterator[Item]:
        """Statements and stand-ins, each after what must have run before it."""
        order = self.closer.running.order[home]
        nodes = {node for node in closure.nodes if self.project.units[node].kind != "import"}
        items = sorted(nodes, key=lambda node: order.place(*node))
        stand_ins = {(item.path, item.name): item for item in closure.stand_ins}
        entered: set[Item] = set()
        put_off: list[Item] = []  # stand-ins for functions that use them
        for item in items:
            stack: list[tuple[Item, Iterator[Item]]] = []
            if item not in entered:
                entered.add(item)
                stack.append((item, self._ahead(item, nodes, stand_ins)))
            while stack:
                current, rest = stack[-1]
                for other in rest:
                    if other not in entered:
                        entered.add(other)
                        stack.append((other, self._ahead(other, nodes, stand_ins)))
                        break
                else:
                    stack.pop()
                    if isinstance(current, StandIn) and not {
                        above for above, _ in stack
                    }.isdisjoint(self._ahead(current, nodes, stand_ins)):
                        put_off.append(current)
                    else:
                        yield current
            yield from put_off
            put_off.clear()

    def _ahead(
        self, item: Item, nodes: set[Node], stand_ins: dict[tuple[str, str], StandIn]
    ) -> Iterator[Item]:
        if isinstance(item, StandIn):
            for path, name in item.origins():
                for number in self.project.module(path).binders.get(name, ()):
                    if (path, number) in nodes:
                        yield path, number
            return
        path, number = item
        ahead = self.closer.ahead[item]
        for other in ahead:  # a later statement of the same file had not run there either
            if other in nodes and (other[0] != path or other[1] < number):
                yield other
        for node in (item, *ahead):
            for new in self.closer.needs[node].stand_ins if node in nodes else ():
                yield stand_ins[new.path, new.name]

    def _import_lines(self, node: Node, plan: "_Names") -> list[str]:
        """An import statement as written, but without what it imports from the project."""
        outside = self.outside[node]
        new = plan.renamed(node)
        if not self._inside[node] and not new and not self.project.units[node].by_call:
            return [self._texts[node].rstrip()]
        return [_import_line(brought, new.get(brought.bound, brought.bound)) for brought in outside]

    def _unit_text(self, node: Node, plan: "_Names") -> str:
        text, ours = self._texts[node], self._inside[node]
        new = plan.renamed(node)
        if not new and not ours:
            return text
        key = (node, tuple(sorted(new.items())))
        new_text = self._rewritten.get(key)
        if new_text is None:
            try:
                new_text = rewritten(text, new, ours)
            except CannotRewrite as reason:
                new_text = reason
            self._rewritten[key] = new_text
        if isinstance(new_text, str):
            return new_text
        plan.missing.update(new_text.names)
        return text

    def _text(self, node: Node) -> str:
        return self.project.module(node[0]).text(self.project.units[node])

    def _imported(self, node: Node, local: bool) -> tuple[Import, ...]:
        module, unit = self.project.module(node[0]), self.project.units[node]
        brought = (*unit.imports, *unit.inner)
        return tuple(i for i in brought if self.project.is_local(module, i) is local)


class _Names:
    """What the names of each module are called in one cut, so that none means two things."""

    def __init__(self, closer: Closer, closure: Closure, home: str) -> None:
        self.missing: set[str] = set()
        self.outside = set(closure.lent)  # names of the library and of Python
        self._new: dict[tuple[str, Origin], str] = {}  # a name and its origin -> name in the cut
        self._closer = closer
        if len({path for path, _ in closure.nodes}) > 1:
            self._settle(closure, home)

    def _settle(self, closure: Closure, home: str) -> None:
        needs = self._closer.needs
        asked = set[tuple[str, Origin]]().union(*(needs[node].names for node in closure.nodes))
        names = {name for name, _ in asked}
        self.outside.update(name for name, origin in asked if origin == OUTSIDE)
        if len(names) == len(asked):
            return
        for name, meanings in groupby(sorted(asked), itemgetter(0)):
            origins = (origin for _, origin in meanings)
            for origin in sorted(origins, key=lambda o: (o != OUTSIDE, o[0] != home, o))[1:]:
                self._new[name, origin] = _fresh(name, origin[0], names)
                if self._is_decorated(*origin):  # the decorator may look at its name
                    self.missing.add(name)

    def _is_decorated(self, path: str, name: str) -> bool:
        if not path:
            return False
        module = self._closer.project.module(path)
        units = [module.units[number] for number in module.binders.get(name, ())]
        return any(unit.kind == "function" and unit.called for unit in units)

    def renamed(self, node: Node) -> dict[str, str]:
        """The new names of those that a statement uses."""
        if not self._new:
            return {}
        used = self._closer.needs[node].names
        return {asked[0]: self._new[asked] for asked in used if asked in self._new}

    def stand_in_text(self, item: StandIn) -> str:
        """The statement that defines an imported name."""
        name = self._new.get((item.name, (item.path, item.name)), item.name)
        if item.origin is not OUTSIDE:
            return f"{name} = {self._called(item.origin)}"
        tree: dict[str, Any] = {}
        for dotted, origin in sorted(item.members):
            *above, last = dotted.split(".")
            branch = tree
            for part in above:
                branch = branch.setdefault(part, {})
            branch[last] = self._called(origin)
        return f"{name} = {_namespace(tree)}"

    def _called(self, origin: Origin) -> str:
        return self._new.get((origin[1], origin), origin[1])


def _fresh(name: str, path: str, taken: set[str]) -> str:
    stem = posixpath.splitext(path)[0].removesuffix("/__init__")
    new = f"{name}_{re.sub(r'[^0-9a-zA-Z]+', '_', posixpath.basename(stem))}"
    while new in taken:
        new += "_"
    taken.add(new)
    return new


def _namespace(tree: dict[str, Any]) -> str:
    parts = [f"{k}={v if isinstance(v, str) else _namespace(v)}" for k, v in sorted(tree.items())]
    text = f"SimpleNamespace({', '.join(parts)})"
    if len(text) < 80:
        return text
    return "SimpleNamespace(\n" + "".join(f"    {part},\n" for part in parts) + ")"


def _import_line(brought: Import, bound: str) -> str:
    alias = f" as {bound}"
    if brought.name:
        return f"from {brought.module} import {brought.name}" + alias * (
            bound not in ("", brought.name)
        )
    return f"import {brought.module}" + alias * (bound != brought.module.partition(".")[0])


def _gap(previous: tuple[Module, Unit] | None, current: tuple[Module, Unit]) -> int:
    """Blank lines before a statement: as in its file if the statement above came along."""
    module, unit = current
    if previous is not None and previous[0] is module:
        between = module.lines[previous[1].last : unit.first - 1]
        if not any(line.strip() for line in between):
            return min(len(between), 2)
    if unit.kind in ("class", "function"):
        return 2
    return 2 if previous is not None and previous[1].kind in ("class", "function") else 0


def _first_gap(text: str) -> int:
    return 2 if re.match(r"(#.*\n)*(@|class\b|def\b|async\b)", text) else 1
