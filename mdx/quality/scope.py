"""The types and values of the variables of one unit of some code, and the calls in it.

A variable has a type if all that it is ever assigned has that one; else it has none, so that
nobody can find fault with it.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from mdx.manim.releases import Signature
from mdx.quality import expressions
from mdx.quality.unit import Unit
from mdx.quality.unpacking import spelled_out
from mdx.scenes.syntax import descendants

if TYPE_CHECKING:
    from mdx.quality.inference import Types

HOLE = "\x1a"
# Methods by which groups, lists and dicts get more, or less.
GROWING = frozenset(
    ("add", "become", "add_to_back", "insert", "set_submobjects", "append", "extend", "remove",
     "pop", "clear", "update", "setdefault", "sort", "reverse", "add_vertices", "add_edges")
)  # fmt: skip


DEEPEST = 50  # variables that may wait for one another
Infer = Callable[["Scope", ast.expr], str]


class Site(NamedTuple):
    """A call of something that the release knows: its function or class, or a type's method."""

    call: ast.Call
    scope: "Scope"
    owner: str
    name: str
    signature: Signature
    # What is given, each with the name of its parameter, as far as anybody can tell.
    arguments: list[tuple[str, ast.expr]]


def _arguments(call: ast.Call, signature: Signature) -> list[tuple[str, ast.expr]]:
    positional, args = signature.positional, call.args
    starred: list[ast.expr] = []
    if ast.Starred in map(type, args):
        args = list(takewhile(lambda node: type(node) is not ast.Starred, args))
        if len(args) >= len(positional):
            starred = _items(call.args[len(args)].value)  # type: ignore[attr-defined]
    given = list(zip(positional, args, strict=False))
    if len(args) > len(positional) or starred:
        given += [(signature.rest, node) for node in (*args[len(positional) :], *starred)]
    if call.keywords:
        given += [(k.arg, k.value) for k in call.keywords if k.arg]
    return given


def _items(node: ast.expr) -> list[ast.expr]:
    """What is in a list that is written out; of a comprehension, what it makes."""
    if isinstance(node, ast.List | ast.Tuple):
        return [item for item in node.elts if type(item) is not ast.Starred]
    return [node.elt] if isinstance(node, ast.ListComp | ast.GeneratorExp) else []


class Scope:
    """The types of the variables of one unit."""

    def __init__(self, types: "Types", unit: Unit):
        self.types = types
        self.unit = unit
        self.variables: dict[str, str] = {}
        self.sources: dict[str, list[ast.expr]] = {}  # what plain variables are assigned
        self.loops: dict[str, tuple[Infer, ast.expr]] = {}
        self.shared: dict[int, str] = {}  # the types of items, by the id of their list
        self.written: dict[ast.Dict, dict[object, ast.expr]] = {}
        self.points: dict[ast.expr, list[ast.expr]] = {}  # see wrong.numbers
        self.waiting = 0  # variables whose types wait for those of others
        self.values: dict[str, ast.expr] = {}  # of the variables that are assigned once
        self.each: dict[str, ast.List | ast.Tuple] = {}  # what variables of loops are in turn
        self.inferred: dict[ast.expr, str] = {}
        self.local: frozenset[str] = frozenset()
        # Whose `self` is: nobody's, where it is bound by more than a function's arguments.
        selves = unit.binds.count("self")
        given = sum(arg.arg == "self" for arg in unit.nodes.get(ast.arg, ()))
        self.owner = unit.owner.name if unit.owner and selves == given > 0 else ""
        self.others = self._selves_of_others() if self.owner and selves > 1 else frozenset()

    def _selves_of_others(self) -> frozenset[int]:
        """The ids of the names `self` that are an argument of a function inside."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        inside = (f for kind in kinds for f in self.unit.nodes.get(kind, ()))
        own = [f for f in inside if f is not self.unit.function
               and any(a.arg == "self" for a in f.args.args)]  # fmt: skip
        return frozenset(id(n) for f in own for n in descendants(f) if type(n) is ast.Name)

    def learn(self) -> None:
        nodes = self.unit.nodes
        if self.unit.function is not None:
            self.local = self.unit.bound
        count = self.unit.counts
        self.sources = {n: v for n, v in self._assigned().items() if count[n] == len(v)}
        self.values = {n: each[0] for n, each in self.sources.items() if len(each) == 1}
        for node in (*nodes.get(ast.For, ()), *nodes.get(ast.comprehension, ())):
            self._learn_loop(node.target, node.iter)
        for name in self.sources:  # in their order, so that none waits for many others
            self.variable(name)

    def variable(self, name: str) -> str:
        """The type of a variable; "" where it has none throughout, or is none of this unit."""
        kind = self.variables.get(name)
        if kind is None:
            self.variables[name] = kind = ""  # a circle of variables ends here
            if self.waiting < DEEPEST:
                self.waiting += 1
                if name in self.sources:
                    kinds = {self.type(source) for source in self.sources[name]}
                    kind = kinds.pop() if len(kinds) == 1 else ""
                elif name in self.loops:
                    infer, source = self.loops[name]
                    kind = infer(self, source)
                self.waiting -= 1
            self.variables[name] = kind
        return kind

    def _assigned(self) -> dict[str, list[ast.expr]]:
        """What each variable is assigned, item by item where it is one of several."""
        values: dict[str, list[ast.expr]] = {}
        for node in self.unit.nodes.get(ast.Assign, ()):
            if len(node.targets) != 1:
                continue
            target, value = node.targets[0], node.value
            pairs = [(target, value)]
            if type(target) is ast.Tuple and type(value) is ast.Tuple:
                if len(target.elts) == len(value.elts):
                    pairs = list(zip(target.elts, value.elts, strict=True))
            for one, given in pairs:
                if type(one) is ast.Name:
                    values.setdefault(one.id, []).append(given)
        return values

    def _learn_loop(self, target: ast.expr, source: ast.expr) -> None:
        """Where the types of the variables of a loop come from."""
        if type(target) is ast.Name:
            self._learn_one(target, expressions.element, source)
            items = self.unchanged(source)
            if isinstance(items, ast.List | ast.Tuple):
                self.each[target.id] = items
        elif type(target) is ast.Tuple and type(source) is ast.Call:
            called = getattr(source.func, "id", "")
            if called == "enumerate" and len(target.elts) == 2 and source.args:
                self._learn_one(target.elts[0], expressions.number_of, source)
                self._learn_loop(target.elts[1], source.args[0])
            elif type(source.func) is ast.Attribute and source.func.attr == "items":
                if len(target.elts) == 2:
                    self._learn_one(target.elts[1], expressions.held, source.func.value)
            elif called == "zip":
                for one, of in zip(target.elts, source.args, strict=False):
                    self._learn_loop(one, of)

    def _learn_one(self, target: ast.expr, infer: Infer, source: ast.expr) -> None:
        if type(target) is ast.Name and self.unit.counts[target.id] == 1:
            self.loops[target.id] = infer, source

    @cached_property
    def changed(self) -> set[str]:
        """The names of what gets more, or less, after it was made: groups, lists, dicts."""
        nodes = self.unit.nodes
        held = [n.value for n in nodes.get(ast.Attribute, ()) if n.attr in GROWING]
        held += [n.value for n in nodes.get(ast.Attribute, ()) if type(n.ctx) is not ast.Load]
        held += [n.value for n in nodes.get(ast.Subscript, ()) if type(n.ctx) is not ast.Load]
        held += [n.target for n in nodes.get(ast.AugAssign, ())]
        held = [n.value if type(n) is ast.Attribute and n.attr == "submobjects" else n
                for n in held]  # fmt: skip
        held = [n.value if type(n) is ast.Subscript else n for n in held]  # lists in a list
        return {n.id for n in held if type(n) is ast.Name}

    def unchanged(self, node: ast.expr) -> ast.expr:
        """An expression, or the one that a variable was assigned and that nothing changed."""
        if type(node) is ast.Name and node.id in self.changed:
            return node
        if type(node) is ast.Attribute and self.is_self(node.value):
            return self.types.kept.class_values.get((self.owner, node.attr), node)
        if type(node) is ast.Subscript and type(node.slice) is ast.Constant:
            item = self._item(self.unchanged(node.value), node.slice.value)
            # What is made by a call may be changed through whatever else has it.
            return node if item is None or type(item) is ast.Call else item
        return self.value(node)

    def value(self, node: ast.expr) -> ast.expr:
        """An expression, or the one that a variable was assigned, if it is assigned once."""
        if type(node) is not ast.Name:
            return node
        if node.id in self.values or node.id in self.local or self.unit.function is None:
            return self.values.get(node.id, node)
        return self.types.kept.constants.get(node.id, node)

    def _item(self, outer: ast.expr, index: object) -> ast.expr | None:
        if type(outer) is ast.Dict:
            return self.entries(outer).get(index)
        if isinstance(outer, ast.List | ast.Tuple) and type(index) is int:
            return outer.elts[index] if index < len(outer.elts) else None
        return None

    def text(self, node: ast.expr) -> str:
        """The text of an expression, with HOLE for each part that the code does not tell."""
        node = self.value(node)
        if type(node) is ast.Constant:
            return node.value if type(node.value) is str else ""
        if type(node) is ast.JoinedStr:
            return "".join(self.text(part) or HOLE for part in node.values)
        if type(node) is ast.BinOp and type(node.op) is ast.Add:
            left, right = self.text(node.left), self.text(node.right)
            return f"{left or HOLE}{right or HOLE}" if left or right else ""
        return ""

    @cached_property
    def made_by_cls(self) -> str:
        """The class of the code whose class method this is, else ""."""
        function, owner = self.unit.function, self.unit.owner
        decorated = [getattr(d, "id", "") for d in function.decorator_list] if function else []
        return owner.name if owner and decorated == ["classmethod"] else ""

    @cached_property
    def nested(self) -> dict[str, ast.FunctionDef]:
        """The functions within this unit, by name, of names that are bound once."""
        unit = self.unit
        return {f.name: f for f in unit.nodes.get(ast.FunctionDef, ())
                if unit.counts[f.name] == 1 and not f.decorator_list
                and f is not unit.function}  # fmt: skip

    @cached_property
    def lambdas(self) -> set[str]:
        """The variables that are lambdas."""
        return {name for name, value in self.values.items() if type(value) is ast.Lambda}

    def is_self(self, node: ast.AST | None) -> bool:
        """Whether an expression is the object whose method this is."""
        is_named = isinstance(node, ast.Name) and node.id == "self"
        return bool(self.owner) and is_named and id(node) not in self.others

    def type(self, node: ast.expr) -> str:
        """The class of an expression's value, "" where it is not plain."""
        if type(node) is ast.Constant:
            return type(node.value).__name__
        kind = self.inferred.get(node)
        if kind is None:
            kind = self.inferred[node] = expressions.type_of(self, node)
        return kind

    def common(self, items: Sequence[ast.expr | None]) -> str:
        """The type that all items have of what is written out, if they have one."""
        kind = self.shared.get(id(items))
        if kind is None:
            kinds = {self.type(item) if item else "" for item in items}
            kind = self.shared[id(items)] = kinds.pop() if len(kinds) == 1 else ""
        return kind

    def entries(self, node: ast.Dict) -> dict[object, ast.expr]:
        """The values of a dict by its keys, where all of them are written out; else none."""
        if node not in self.written:
            keys = [key.value for key in node.keys if type(key) is ast.Constant]
            plain = len(keys) == len(node.keys)
            self.written[node] = dict(zip(keys, node.values, strict=True)) if plain else {}
        return self.written[node]

    def element(self, node: ast.expr) -> str:
        """The type of each item of what an expression stands for; "" where they are of several."""
        return expressions.element(self, node)

    def sites(self) -> Iterator[Site]:
        """The calls in this unit of what the release knows."""
        types = self.types
        named, function_of, method_of = types.named, types.release.function, types.method
        own = types.own
        unpacks = None in [keyword.arg for keyword in self.unit.nodes.get(ast.keyword, ())]
        for call in self.unit.nodes.get(ast.Call, ()):
            function, kind, signature = call.func, "", None
            if name := named(function, self.local):
                signature = function_of(name)
            elif type(function) is ast.Name:
                if function.id in own and (name := types.made_as(function.id)):
                    signature = function_of(name) if function.id not in self.local else None
            elif type(function) is ast.Attribute and (kind := self.type(function.value)):
                name = function.attr
                signature = method_of(kind, name)
                if signature is None and type(function.value) is ast.Call:
                    signature = self._inherited(function.value, kind, name)
            if signature:
                plain = spelled_out(self, call) if unpacks else call
                yield Site(plain, self, kind, name, signature, _arguments(plain, signature))

    def _inherited(self, node: ast.Call, kind: str, name: str) -> Signature | None:
        """The signature of `super().name` where the release's class is the next to have it."""
        if getattr(node.func, "id", "") != "super" or kind in self.types.own:
            return None
        return self.types.release.method(kind, name)
