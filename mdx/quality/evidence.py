"""One parse and one walk over a scene's code, shared by everything that judges it."""

import ast
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from mdx.quality.reach import hooks, is_guarded, never, reached
from mdx.scenes.syntax import CHILDREN, descendants, parse

Function = ast.FunctionDef | ast.AsyncFunctionDef
# What binds the name that it has.
NAMED: tuple[type[ast.AST], ...] = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
    ast.ExceptHandler, ast.MatchAs, ast.MatchStar,
)  # fmt: skip
BRANCHES = frozenset((ast.Try, ast.If, ast.FunctionDef))
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


def _heading(function: Any, children: dict[type, tuple[str, ...]]) -> list[ast.expr]:
    """The decorators, defaults and annotations of a function."""
    given = function.args
    around = [*function.decorator_list, *given.defaults, *filter(None, given.kw_defaults)]
    if "returns" in children[type(function)]:
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        around += [function.returns, *(arg.annotation for arg in every)]
    return [node for node in around if node is not None]


class Unit:
    """A function of the top level or of a class there, with its nodes by type; or all the rest."""

    def __init__(self, owner: ast.ClassDef | None, function: Function | None):
        self.owner = owner
        self.function = function
        self.nodes: dict[type, list[Any]] = {}
        self.guarded: list[ast.stmt] = []

    def walk(self, pending: list[Any], children: dict[type, tuple[str, ...]] = CHILDREN) -> None:
        """Sorts these nodes and all below them in."""
        nodes = self.nodes
        while pending:
            node = pending.pop()
            kind = type(node)
            if kind in BRANCHES:
                if kind is ast.Try:
                    self.guarded += node.body if is_guarded(node) else ()
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

    def take(self, more: list[Any], children: dict[type, tuple[str, ...]]) -> None:
        """Sorts in what belongs here, too, and forgets what was gathered without it."""
        self.walk(more, children)
        for gathered in ("reads", "attributes"):
            vars(self).pop(gathered, None)

    @property
    def name(self) -> str:
        """The name by which the code comes to it: that of a method is its class's."""
        return getattr(self.owner or self.function, "name", "")

    def forgive(self) -> None:
        """Leaves out what may fail, as whatever goes wrong there is caught."""
        caught = {id(node) for statement in self.guarded for node in descendants(statement)}
        for kind in (ast.Call, ast.Attribute, ast.Constant, ast.JoinedStr, ast.Subscript):
            if kind in self.nodes:
                self.nodes[kind] = [n for n in self.nodes[kind] if id(n) not in caught]
        names = self.nodes.get(ast.Name, [])
        self.nodes[ast.Name] = [
            n for n in names if id(n) not in caught or type(n.ctx) is not ast.Load
        ]

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
            names += [node.name for node in nodes.get(kind, ()) if node.name]
        names += [node.rest for node in nodes.get(ast.MatchMapping, ()) if node.rest]
        names += [(n.asname or n.name).partition(".")[0] for n in nodes.get(ast.alias, ())]
        return names


class Evidence:
    """The code of one record: its tree, its nodes by unit and type, and the names it binds."""

    def __init__(self, code: str):
        """Raises SyntaxFault for code that does not parse."""
        self.code = code
        self.tree = parse(code)
        self._gathered: dict[tuple[type, ...], list[Any]] = {}
        self.types: Any = None  # see inference.types_of
        self.units = [Unit(None, None)]
        self.classes: list[ast.ClassDef] = []
        lazy = any(isinstance(n, ast.ImportFrom) and n.module == "__future__"
                   and any(item.name == "annotations" for item in n.names)
                   for n in self.tree.body)  # fmt: skip
        self.at_top, self.inside = (UNANNOTATED,) * 2 if lazy else (CHILDREN, IN_FUNCTION)
        self._split(self.tree.body, None)
        for unit in self.units:
            if unit.guarded:
                unit.forgive()
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
        functions = [unit for unit in self.units if unit.function]
        if not scenes:
            return
        waiting: dict[str, list[Unit]] = {}
        for unit in functions:
            waiting.setdefault(unit.name, []).append(unit)
        used = self.units[0].reads | self.units[0].attributes | scenes
        pending = list(used)
        while pending:
            name = pending.pop()
            further = bases.get(name, set())
            for unit in waiting.pop(name, ()):
                if unit.is_asked_for and unit.method not in used and unit.method != name:
                    waiting.setdefault(unit.method, []).append(unit)
                else:
                    further = further | unit.reads | unit.attributes
            pending += further - used
            used |= further
        left_out = {id(unit): unit for units in waiting.values() for unit in units}
        if left_out:  # what stands around a function is evaluated all the same
            around = [node for unit in functions if id(unit) in left_out
                      for node in _heading(unit.function, self.at_top)]  # fmt: skip
            self.units[0].take(around, self.at_top)
            self.units = [unit for unit in self.units if id(unit) not in left_out]

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
        names |= {unit.function.name for unit in self.units if unit.function}
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
        names: set[str] = set()
        for unit in self.units:
            names |= unit.reads - unit.bound
        return names - self.bound

    @cached_property
    def strings(self) -> dict[int, str]:
        """The text of each string constant, by the id of its node."""
        return {id(n): n.value for n in self.all(ast.Constant) if type(n.value) is str}

    @cached_property
    def stored_attributes(self) -> set[str]:
        """The names of all attributes that the code sets, on whatever object."""
        return {n.attr for n in self.all(ast.Attribute) if type(n.ctx) is ast.Store}
