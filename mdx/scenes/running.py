"""The order in which the statements of a scene's file, and of what it imports, run."""

import posixpath
from bisect import bisect_right
from collections.abc import Iterator

from mdx.scenes.memo import Memo
from mdx.scenes.module import Module
from mdx.scenes.project import Project
from mdx.scenes.scopes import Import
from mdx.scenes.syntax import SyntaxFault


class Running:
    """What runs before what, for each module of a project that a run may start with."""

    def __init__(self, project: Project) -> None:
        self.project = project
        # The order in which a module and all that it imports run.
        self.order: Memo[str, Order] = Memo(lambda home: Order(home, self))
        self.events: Memo[str, list[tuple[int, list[str]]]] = Memo(self._imports_of)

    def _imports_of(self, path: str) -> list[tuple[int, list[str]]]:
        """The statements of a module that import others of the project, each with their paths;
        first, as statement -1, what its functions import."""
        inner: list[str] = []
        events: list[tuple[int, list[str]]] = [(-1, inner)]
        for module in self.parsed(path):
            for unit in module.units:
                paths = [p for i in unit.imports for p in self.brought(module, i)]
                events += [(unit.number, paths)] if paths else []
                inner += [p for i in unit.inner for p in self.brought(module, i)]
        return events

    def brought(self, module: Module, item: Import) -> Iterator[str]:
        """The modules of the project that an import runs, packages before their modules."""
        parts = item.module.split(".") if item.module else []
        path: str | None = None
        for count in range(0 if item.level else 1, len(parts) + 1):
            path = self.project.find(module, item.level, ".".join(parts[:count]))
            if path is not None and not path.endswith("/"):
                yield path
        if item.name not in ("", "*") and path and path.endswith(("/", "/__init__.py")):
            below = posixpath.join(path.removesuffix("__init__.py"), item.name)
            if (inner := self.project.file(below)) and not inner.endswith("/"):
                yield inner

    def parsed(self, path: str) -> list[Module]:
        """The module at a path; none if it does not parse."""
        try:
            return [self.project.module(path)]
        except SyntaxFault:
            return []


class Order:
    """The order in which modules run: each from its first statement, but what it imports first, as
    in Python.

    What functions import runs when they are called. Here it comes before the module of these
    functions, so that its definitions are there.
    """

    def __init__(self, home: str, running: Running) -> None:
        self.late: set[str] = set()  # the modules that only functions import
        self._begins: dict[str, tuple[list[int], list[int]]] = {}  # path -> statements, turns
        self.paths: list[str] = []  # all modules that run, each after those that it imports
        turn = 0
        stack = [(home, self._begun(home, running), False)]
        while stack:
            path, events, late = stack[-1]
            numbers, turns = self._begins[path]
            for number, other in events:
                is_late = late or number < 0
                if number >= 0 and not numbers:
                    numbers.append(0)
                    turns.append(turn)
                    turn += 1
                if not is_late:
                    self.late.discard(other)
                if other not in self._begins:
                    if is_late:
                        self.late.add(other)
                    stack.append((other, self._begun(other, running), is_late))
                    if numbers:
                        numbers.append(number + 1)
                        turns.append(-1)  # set once the other has run
                    break
            else:
                stack.pop()
                self.paths.append(path)
                if not numbers:
                    numbers.append(0)
                    turns.append(turn)
                    turn += 1
                if stack and (above := self._begins[stack[-1][0]][1]) and above[-1] < 0:
                    above[-1] = turn
                    turn += 1

    def _begun(self, path: str, running: Running) -> Iterator[tuple[int, str]]:
        """The imports of a module that begins to run: a statement's number and what it imports."""
        self._begins[path] = ([], [])
        return iter([(number, p) for number, paths in running.events[path] for p in paths])

    def __contains__(self, path: str) -> bool:
        return path in self._begins

    def place(self, path: str, number: int) -> tuple[int, int]:
        """Where a statement comes in all that runs."""
        numbers, turns = self._begins[path]
        return turns[bisect_right(numbers, number) - 1], number
