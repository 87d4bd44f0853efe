"""One walk over a scene's code, shared by everything that judges it."""

import ast
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from mdx.quality.pieces import pieces
from mdx.quality.unit import Unit
from mdx.scenes.syntax import CHILDREN, descendants


class Finding(NamedTuple):
    """One thing told of a scene: a stable code and what it is about, as in `unknown-name:Foo`."""

    code: str
    subject: str = ""
    line: int = 0  # of the code; 0 where it is about all of it

    def __str__(self) -> str:
        """The finding as one word, for `metadata.issues`."""
        return f"{self.code}:{_word(self.subject)}" if self.subject else self.code


def _word(text: str) -> str:
    return "_".join(text.split())[:60]


def _heading(function: Any, children: dict[type, tuple[str, ...]]) -> list[ast.expr]:
    """The decorators, defaults and annotations of a function."""
    given = function.args
    around = [*function.decorator_list, *given.defaults, *filter(None, given.kw_defaults)]
    if "returns" in children[type(function)]:
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        around += [function.returns, *(arg.annotation for arg in every)]
    return [node for node in around if node is not None]


class Evidence:
    """The code of one record: its nodes by unit and type, and the names it binds."""

    def __init__(self, code: str):
        """Raises SyntaxFault for code that does not parse."""
        self.code = code
        self._gathered: dict[tuple[type, ...], list[Any]] = {}
        self.types: Any = None  # see inference.types_of
        every = pieces(code)
        self.at_top = every[0].at_top
        self.classes = [node for piece in every for node in piece.classes]
        around = [part for piece in every for part in piece.around]
        rest = Unit(None, None, around, self.at_top)
        self.units = [rest, *(unit for piece in every for unit in piece.units)]
        self._reach()

    def _reach(self) -> None:
        """Leaves out the functions and classes that no scene comes to, where there is a scene."""
        bases = {c.name: {n.id for b in c.bases for n in descendants(b) if type(n) is ast.Name}
                 for c in self.classes}  # fmt: skip
        scenes: set[str] = set()
        for owner in self.classes:
            constructs = any(getattr(part, "name", "") == "construct" for part in owner.body)
            if constructs or bases[owner.name] & scenes:
                scenes.add(owner.name)
        if not scenes:
            return
        waiting: dict[str, list[Unit]] = {name: [] for name in bases}
        for unit in self.units[1:]:
            waiting.setdefault(unit.name, []).append(unit)
        used = self.units[0].reads | self.units[0].attributes | scenes
        pending = used
        while pending := pending & waiting.keys():
            further: set[str] = set()
            for name in pending:
                further |= bases.get(name, set())
                for unit in waiting.pop(name):
                    if unit.is_asked_for and unit.method not in used:
                        waiting.setdefault(unit.method, []).append(unit)
                    else:
                        further |= unit.reads | unit.attributes
            pending = further - used
            used |= further
        left_out = {unit for units in waiting.values() for unit in units}
        if left_out:  # what stands around a function is evaluated all the same
            around = [node for unit in self.units if unit in left_out
                      for node in _heading(unit.function, self.at_top)]  # fmt: skip
            self.units[0].take(around)
            self.units = [unit for unit in self.units if unit not in left_out]

    def all(self, *kinds: type) -> list[Any]:
        """All nodes of these types, except the classes and functions that units are made of."""
        if kinds not in self._gathered:
            self._gathered[kinds] = [
                node for unit in self.units for kind in kinds for node in unit.nodes.get(kind, ())
            ]
        return self._gathered[kinds]

    @cached_property
    def calls(self) -> dict[str, list[ast.Call]]:
        """All calls by the last name of what is called."""
        by_name: dict[str, list[ast.Call]] = {}
        for call in self.all(ast.Call):
            function = call.func
            kind = type(function)
            name = function.attr if kind is ast.Attribute else getattr(function, "id", "")
            try:
                by_name[name].append(call)
            except KeyError:
                by_name[name] = [call]
        return by_name

    def calls_of(self, names: Collection[str]) -> Iterator[tuple[str, ast.Call]]:
        """The calls of these names, each with its own."""
        if self.calls.keys().isdisjoint(names):
            return
        for name, calls in self.calls.items():
            if name in names:
                yield from ((name, call) for call in calls)

    @cached_property
    def bound(self) -> set[str]:
        """The names that are bound at the top level, in bodies of classes too, or as `global`."""
        names = set(self.units[0].binds) | {node.name for node in self.classes}
        names |= {unit.function.name for unit in self.units if unit.function and not unit.owner}
        return names | {name for node in self.all(ast.Global) for name in node.names}

    @cached_property
    def bindings(self) -> Counter[str]:
        """How often each name is bound at the top level."""
        counts = Counter(self.units[0].binds)
        counts.update(node.name for node in self.classes)
        counts.update(u.function.name for u in self.units if u.function and not u.owner)
        return counts

    def unbound(self) -> set[str]:
        """The names that are read where neither their function nor the top level binds them.

        All of a function counts as one scope, whatever is nested in it.
        """
        methods = {unit.method for unit in self.units if unit.owner}
        within = Counter([t.id for c in self.classes for part in c.body if type(part) is ast.Assign
                          for t in part.targets if type(t) is ast.Name])  # fmt: skip
        hidden = {n for n, times in within.items() if self.bindings[n] == times}
        methods |= hidden
        names: set[str] = set()
        for unit in self.units:
            reads = unit.reads - unit.bound
            reads -= self.bound - hidden if unit.function and hidden else self.bound
            if not reads.isdisjoint(methods):  # the body of a class knows its methods
                around = _heading(unit.function, CHILDREN) if unit.function else ()
                read = {n.id for part in around for n in descendants(part)
                        if type(n) is ast.Name}  # fmt: skip
                reads -= methods & read if unit.function else methods
            names |= reads
        return names

    @cached_property
    def strings(self) -> dict[int, str]:
        """The text of each string constant, by the id of its node."""
        return {id(n): n.value for n in self.all(ast.Constant) if type(n.value) is str}

    @cached_property
    def stored_attributes(self) -> set[str]:
        """The names of all attributes that the code sets, on whatever object."""
        return {n.attr for n in self.all(ast.Attribute) if type(n.ctx) is ast.Store}
