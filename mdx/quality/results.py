"""What the functions and methods of some code return."""

import ast
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mdx.quality.reach import is_hollow
from mdx.quality.scope import Scope
from mdx.quality.unit import Function, Unit
from mdx.scenes.syntax import descendants

if TYPE_CHECKING:
    from mdx.quality.inference import Types


# Decorators that leave what a function returns as it is.
UNCHANGING = frozenset(("property", "classmethod", "staticmethod"))


class Results:
    """The type of what each function returns, if all that it returns has one."""

    def __init__(self, types: "Types"):
        self.types = types
        self.of: dict[Function, str] = {}
        self.methods: dict[tuple[str, str], Function | None] = {}

    def returned(self, function: Function, owner: str) -> str:
        """The type of what a function of the code, or a method of a class of it, returns."""
        if function not in self.of:
            self.of[function] = ""  # a circle of calls ends here
            self.of[function] = self._returned(function, owner)
        return self.of[function]

    def _returned(self, function: Function, owner: str) -> str:
        unit = self.unit_of.get(function)
        if unit is None or (not owner and self.types.evidence.bindings[function.name] != 1):
            return ""
        if len(unit.nodes[type(function)]) > 1:
            return ""
        return self._result(self.types.scope(unit), function, unit.nodes)

    def nested(self, scope: Scope, function: Function) -> str:
        """The type of what a function within a function returns."""
        if function not in self.of:
            self.of[function] = ""
            nodes: dict[type, list[ast.AST]] = {}
            for node in descendants(function):
                nodes.setdefault(type(node), []).append(node)
            if not (len(nodes[type(function)]) > 1 or ast.Lambda in nodes):
                self.of[function] = self._result(scope, function, nodes)
        return self.of[function]

    def _result(self, scope: Scope, function: Function, nodes: dict[type, list[Any]]) -> str:
        decorated = [getattr(d, "id", "?") for d in function.decorator_list]
        if not UNCHANGING.issuperset(decorated) or type(function) is not ast.FunctionDef:
            return ""
        if nodes.keys() & {ast.Yield, ast.YieldFrom}:
            return ""
        values = [node.value for node in nodes.get(ast.Return, ())]
        if not any(values):
            return "" if ast.Raise in nodes or is_hollow(function) else "NoneType"
        if None in values:
            return ""
        kinds = {scope.type(value) for value in values}
        kind = kinds.pop()
        return kind if not kinds and kind != "NoneType" else ""

    def size(self, name: str) -> int | None:
        """How many items a function of the code returns, which writes out a tuple; else None."""
        function = self.types.functions[name]
        unit = self.unit_of.get(function)
        if unit is None or function.decorator_list or self.types.evidence.bindings[name] != 1:
            return None
        plain = len(unit.nodes[type(function)]) == 1
        return _of_tuples(unit.nodes.get(ast.Return, ())) if plain else None

    def nested_size(self, function: Function) -> int | None:
        """How many items a function within a function returns, which writes out a tuple."""
        nodes = [*descendants(function)]
        plain = sum(type(node) is ast.FunctionDef for node in nodes) == 1
        return _of_tuples([n for n in nodes if type(n) is ast.Return]) if plain else None

    @cached_property
    def unit_of(self) -> dict[Function, Unit]:
        """The unit of each function of the top level and each method."""
        return {unit.function: unit for unit in self.types.evidence.units if unit.function}

    @cached_property
    def methods_of(self) -> dict[str, list[tuple[str, Function]]]:
        """The methods of the code by name, each with its class."""
        every: dict[str, list[tuple[str, Function]]] = {}
        for unit in self.types.evidence.units:
            if unit.function and unit.owner:
                every.setdefault(unit.method, []).append((unit.name, unit.function))
        return every

    def method(self, kind: str, name: str) -> Function | None:
        """The method that objects of a class of the code have, if all of them have this one."""
        if name not in self.methods_of:
            return None
        asked = (kind, name)
        if asked not in self.methods:
            self.methods[asked] = self._method(kind, name)
        return self.methods[asked]

    def _method(self, kind: str, name: str) -> Function | None:
        defined: dict[str, Function] = {}
        for owner, function in self.methods_of[name]:
            if owner in defined:  # a property and what sets it
                return None
            defined[owner] = function
        if name in self.types.stored:
            return None
        nearest = next((own for own in self.types.chain(kind) if own in defined), "")
        below = (kind in self.types.chain(own) for own in defined if own not in (kind, nearest))
        return defined[nearest] if nearest and not any(below) else None

    def own_method(self, kind: str, name: str) -> Function | None:
        """That method, where no decorator makes something else of what it returns."""
        function = self.method(kind, name)
        decorated = {getattr(d, "id", "?") for d in function.decorator_list} if function else set()
        return function if decorated <= UNCHANGING - {"property"} else None

    def own_property(self, kind: str, name: str) -> Function | None:
        """The function of a property that objects of a class of the code have."""
        function = self.method(kind, name)
        decorated = [getattr(d, "id", "?") for d in function.decorator_list] if function else []
        return function if decorated == ["property"] else None


def _of_tuples(returns: Sequence[ast.Return]) -> int | None:
    """How many items all tuples have that are returned; None if something else is, too."""
    counts = {len(node.value.elts) for node in returns if type(node.value) is ast.Tuple
              and not any(type(item) is ast.Starred for item in node.value.elts)}  # fmt: skip
    tuples = all(type(node.value) is ast.Tuple for node in returns)
    return counts.pop() if tuples and len(counts) == 1 else None
