"""What the functions and methods of some code return."""

import ast
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mdx.quality.reach import is_hollow
from mdx.quality.scope import Scope
from mdx.quality.unit import Function, Unit
from mdx.scenes.syntax import descendants

if TYPE_CHECKING:
    from mdx.quality.inference import Types


class Results:
    """The type of what each function returns, if all that it returns has one."""

    def __init__(self, types: "Types"):
        self.types = types
        self.of: dict[Function, str] = {}

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
        if decorated not in ([], ["property"]) or type(function) is not ast.FunctionDef:
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
        values = [node.value for node in unit.nodes.get(ast.Return, ())]
        plain = len(unit.nodes[type(function)]) == 1 and ast.Lambda not in unit.nodes
        counts = {len(v.elts) for v in values if type(v) is ast.Tuple
                  and not any(type(item) is ast.Starred for item in v.elts)}  # fmt: skip
        return counts.pop() if plain and len(values) == len(counts) == 1 else None

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

    def own_method(self, kind: str, name: str) -> Function | None:
        """The method that a class of the code itself defines, where no other class has its name."""
        every = self.methods_of.get(name, ())
        if len(every) != 1 or name in self.types.stored:
            return None
        [(owner, function)] = every
        return function if owner == kind and not function.decorator_list else None

    def own_property(self, kind: str, name: str) -> Function | None:
        """The function of a property that a class of the code has, and no other of its name."""
        every = self.methods_of.get(name, ())
        if len(every) != 1 or name in self.types.stored:
            return None
        [(owner, function)] = every
        decorated = [getattr(d, "id", "?") for d in function.decorator_list]
        return function if owner == kind and decorated == ["property"] else None
