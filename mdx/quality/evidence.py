"""One parse and one walk over a scene's code, shared by everything that judges it."""

import ast
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from mdx.scenes.syntax import CHILDREN, parse

Function = ast.FunctionDef | ast.AsyncFunctionDef
# What binds the name that it has.
NAMED: tuple[type[ast.AST], ...] = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
    ast.ExceptHandler, ast.MatchAs, ast.MatchStar,
)  # fmt: skip
ANNOTATIONS = frozenset(("annotation", "returns"))
# Python evaluates no annotation of a local variable, and none at all where a module asks for that.
IN_FUNCTION = CHILDREN | {ast.AnnAssign: ("target", "value")}
UNANNOTATED = {k: tuple(f for f in v if f not in ANNOTATIONS) for k, v in CHILDREN.items()}


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


class Unit:
    """A function of the top level or of a class there, with its nodes by type; or all the rest."""

    def __init__(self, owner: ast.ClassDef | None, function: Function | None):
        self.owner = owner
        self.function = function
        self.nodes: dict[type, list[Any]] = {}

    def walk(self, pending: list[Any], children: dict[type, tuple[str, ...]] = CHILDREN) -> None:
        """Sorts these nodes and all below them in."""
        nodes = self.nodes
        while pending:
            node = pending.pop()
            kind = type(node)
            try:
                nodes[kind].append(node)
            except KeyError:
                nodes[kind] = [node]
            for field in children[kind]:
                value = getattr(node, field)
                if type(value) is list:
                    pending += value
                elif value is not None:
                    pending.append(value)

    def reads(self) -> set[str]:
        """The names that are read in it."""
        return {n.id for n in self.nodes.get(ast.Name, ()) if type(n.ctx) is ast.Load}

    @cached_property
    def binds(self) -> list[str]:
        """The names that are bound in it, by whatever; a name twice where it is bound twice."""
        nodes = self.nodes
        found = [n.id for n in nodes.get(ast.Name, ()) if type(n.ctx) is not ast.Load]
        found += [node.arg for node in nodes.get(ast.arg, ())]
        for kind in NAMED:
            found += [node.name for node in nodes.get(kind, ()) if node.name]
        found += [node.rest for node in nodes.get(ast.MatchMapping, ()) if node.rest]
        found += [(n.asname or n.name).partition(".")[0] for n in nodes.get(ast.alias, ())]
        return found


class Evidence:
    """The code of one record: its tree, its nodes by unit and type, and the names it binds."""

    def __init__(self, code: str):
        """Raises SyntaxFault for code that does not parse."""
        self.code = code
        self.tree = parse(code)
        self.types: Any = None  # see inference.types
        self.units = [Unit(None, None)]
        self.classes: list[ast.ClassDef] = []
        lazy = any(isinstance(n, ast.ImportFrom) and n.module == "__future__"
                   and any(item.name == "annotations" for item in n.names)
                   for n in self.tree.body)  # fmt: skip
        self.at_top, self.inside = (UNANNOTATED,) * 2 if lazy else (CHILDREN, IN_FUNCTION)
        self._split(self.tree.body, None)

    def _split(self, body: list[ast.stmt], owner: ast.ClassDef | None) -> None:
        rest = self.units[0]
        for node in body:
            if isinstance(node, Function):
                unit = Unit(owner, node)
                unit.walk([node], self.inside)
                self.units.append(unit)
            elif isinstance(node, ast.ClassDef) and owner is None:
                self.classes.append(node)
                rest.walk([*node.bases, *node.keywords, *node.decorator_list], self.at_top)
                self._split(node.body, node)
            else:
                rest.walk([node], self.at_top)

    def all(self, *kinds: type) -> list[Any]:
        """All nodes of these types, except the classes and functions that units are made of."""
        return [node for unit in self.units for kind in kinds for node in unit.nodes.get(kind, ())]

    @cached_property
    def calls(self) -> dict[str, list[ast.Call]]:
        """All calls by the last name of what is called."""
        found: dict[str, list[ast.Call]] = {}
        for call in self.all(ast.Call):
            name = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
            found.setdefault(name, []).append(call)
        return found

    def calls_of(self, names: Collection[str]) -> Iterator[tuple[str, ast.Call]]:
        """The calls of these names, each with its own."""
        for name, calls in self.calls.items():
            if name in names:
                yield from ((name, call) for call in calls)

    @cached_property
    def bound(self) -> set[str]:
        """The names that are bound at the top level, in bodies of classes too, or as `global`."""
        found = set(self.units[0].binds) | {node.name for node in self.classes}
        found |= {unit.function.name for unit in self.units if unit.function}
        return found | {name for node in self.all(ast.Global) for name in node.names}

    def bindings(self, name: str) -> int:
        """How often a name is bound at the top level."""
        found = self.units[0].binds.count(name) + sum(c.name == name for c in self.classes)
        return found + sum(u.owner is None and u.function is not None and u.function.name == name
                           for u in self.units)  # fmt: skip

    def unbound(self) -> set[str]:
        """The names that are read where neither their function nor the top level binds them.

        All of a function counts as one scope, whatever is nested in it.
        """
        found: set[str] = set()
        for unit in self.units:
            found |= unit.reads() - self.bound - set(unit.binds)
        return found

    @cached_property
    def strings(self) -> dict[int, str]:
        """The text of each string constant, by the id of its node."""
        return {id(n): n.value for n in self.all(ast.Constant) if type(n.value) is str}

    @cached_property
    def stored_attributes(self) -> set[str]:
        """The names of all attributes that the code sets, on whatever object."""
        return {n.attr for n in self.all(ast.Attribute) if type(n.ctx) is ast.Store}
