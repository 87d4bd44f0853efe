"""A function of some code, or what is around its functions: its nodes by type, and its names."""

import ast
from collections import Counter
from collections.abc import Collection
from functools import cached_property
from typing import Any

from mdx.quality.reach import hooks, is_guarded, never, reached
from mdx.scenes.syntax import descendants

Function = ast.FunctionDef | ast.AsyncFunctionDef
# What binds the name that it has.
NAMED: tuple[type[ast.AST], ...] = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
    ast.ExceptHandler, ast.MatchAs, ast.MatchStar,
)  # fmt: skip
BRANCHES = frozenset((ast.Try, ast.If, ast.FunctionDef))


Nodes = dict[type, list[Any]]
Children = dict[type, tuple[str, ...]]


def _sort_in(nodes: Nodes, pending: list[Any], children: Children) -> list[ast.stmt]:
    """Sorts these nodes and all below them in; returns the statements that may fail unpunished."""
    guarded: list[ast.stmt] = []
    while pending:
        node = pending.pop()
        kind = type(node)
        if kind in BRANCHES:
            if kind is ast.Try:
                guarded += node.body if is_guarded(node) else ()
            elif kind is ast.FunctionDef:
                fields = children[kind]
                if (body := reached(node.body)) is not node.body:
                    nodes.setdefault(kind, []).append(node)
                    pending += [*body, node.args, *node.decorator_list]
                    pending += [node.returns] if node.returns and "returns" in fields else []
                    continue
            elif (left := never(node.test)) is not None:
                pending += node.orelse if left else node.body
                continue
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
    return guarded


def _forgive(nodes: Nodes, guarded: list[ast.stmt]) -> None:
    """Leaves out what may fail, as whatever goes wrong there is caught."""
    caught = {id(node) for statement in guarded for node in descendants(statement)}
    for kind in (ast.Call, ast.Attribute, ast.Constant, ast.JoinedStr, ast.Subscript):
        if kind in nodes:
            nodes[kind] = [n for n in nodes[kind] if id(n) not in caught]
    names = nodes.get(ast.Name, [])
    nodes[ast.Name] = [n for n in names if id(n) not in caught or type(n.ctx) is not ast.Load]


class Unit:
    """A function of the top level or of a class there, with its nodes by type; or all the rest."""

    def __init__(
        self,
        owner: ast.ClassDef | None,
        function: Function | None,
        parts: list[list[Any]],
        children: Children,
    ):
        self.owner = owner
        self.function = function
        self.parts = parts
        self.children = children

    @cached_property
    def nodes(self) -> Nodes:
        """Its nodes by type: gone through when asked for, as most functions never are."""
        nodes: Nodes = {}
        guarded = [s for part in self.parts for s in _sort_in(nodes, [*part], self.children)]
        if guarded:
            _forgive(nodes, guarded)
        return nodes

    def take(self, more: list[Any]) -> None:
        """Sorts in what belongs here, too, and forgets what was gathered without it."""
        _sort_in(self.nodes, more, self.children)
        for gathered in ("reads", "attributes"):
            vars(self).pop(gathered, None)

    @property
    def name(self) -> str:
        """The name by which the code comes to it: that of a method is its class's."""
        return getattr(self.owner or self.function, "name", "")

    @property
    def method(self) -> str:
        """The name of its function."""
        return self.function.name if self.function else ""

    @property
    def is_asked_for(self) -> bool:
        """Whether it is a method that nothing runs but code that has its name: not manim, not
        Python, no decorator."""
        if self.owner is None or self.function is None or self.function.decorator_list:
            return False
        return not (self.method.startswith("__") or self.method in hooks())

    @cached_property
    def reads(self) -> set[str]:
        """The names that are read in it."""
        return {n.id for n in self.nodes.get(ast.Name, ()) if type(n.ctx) is ast.Load}

    @cached_property
    def attributes(self) -> set[str]:
        """The names of the attributes in it, read or set, on whatever object."""
        return {n.attr for n in self.nodes.get(ast.Attribute, ())}

    def names_none_of(self, names: Collection[str]) -> bool:
        """Whether it reads none of these names, as variables or as attributes."""
        return self.reads.isdisjoint(names) and self.attributes.isdisjoint(names)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each name is bound in it."""
        return Counter(self.binds)

    @cached_property
    def bound(self) -> frozenset[str]:
        """The names that are bound in it."""
        return frozenset(self.binds)

    @cached_property
    def binds(self) -> list[str]:
        """The names that are bound in it, by whatever; a name twice where it is bound twice."""
        nodes = self.nodes
        names = [n.id for n in nodes.get(ast.Name, ()) if type(n.ctx) is not ast.Load]
        names += [node.arg for node in nodes.get(ast.arg, ())]
        for kind in NAMED:
            within = (node for node in nodes.get(kind, ()) if node is not self.function)
            names += [node.name for node in within if node.name]
        names += [node.rest for node in nodes.get(ast.MatchMapping, ()) if node.rest]
        names += [(n.asname or n.name).partition(".")[0] for n in nodes.get(ast.alias, ())]
        return names
