"""What code keeps: constants of the top level, and what classes set in their bodies and on self."""

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from mdx.quality.scope import GROWING, Scope
from mdx.quality.signatures import is_dataclass

if TYPE_CHECKING:
    from mdx.quality.inference import Types

PLAINEST = frozenset(("str", "int", "float"))


class Kept:
    """The values of names and attributes, and their types, as far as nothing changes them."""

    def __init__(self, types: "Types"):
        self.types = types
        self.on: dict[tuple[str, str], str] = {}

    @cached_property
    def constants(self) -> dict[str, ast.expr]:
        """What names of the top level stand for that are bound once, and that nothing changes."""
        types = self.types
        shared = {name for node in types.evidence.all(ast.Global) for name in node.names}
        changed = shared.union(*(types.scope(unit).changed for unit in types.units))
        within = {target.id for owner in types.own.values() for part in owner.body
                  if type(part) is ast.Assign
                  for target in part.targets if type(target) is ast.Name}  # fmt: skip
        values = types.scope(types.evidence.units[0]).values
        return {n: v for n, v in values.items() if n not in changed and n not in within}

    @cached_property
    def class_values(self) -> dict[tuple[str, str], ast.expr]:
        """What attributes are that a class alone sets, in its body, and that nothing changes."""
        return {
            (name, part.targets[0].id): part.value
            for name, owner in self.types.own.items()
            for part in owner.body
            if type(part) is ast.Assign and type(part.targets[0]) is ast.Name
            and len(part.targets) == 1 and part.targets[0].id not in self.types.stored
            and part.targets[0].id not in self.grown
        }  # fmt: skip

    @cached_property
    def fields(self) -> dict[tuple[str, str], str]:
        """The types of the fields of dataclasses that are texts or numbers and never set."""
        return {
            (name, part.target.id): part.annotation.id
            for name, owner in self.types.own.items()
            if owner.decorator_list and is_dataclass(owner)
            for part in owner.body
            if type(part) is ast.AnnAssign and type(part.target) is ast.Name
            and type(part.annotation) is ast.Name and part.annotation.id in PLAINEST
            and (part.value is None or getattr(part.value, "value", None) is not None)
            and part.target.id not in self.types.stored
        }  # fmt: skip

    @cached_property
    def grown(self) -> set[str]:
        """The attributes whose values get more, or less."""
        nodes = self.types.evidence.all(ast.Attribute)
        held = [n.value for n in nodes if n.attr in GROWING]
        held += [
            n.value for n in self.types.evidence.all(ast.Subscript) if type(n.ctx) is not ast.Load
        ]
        return {n.attr for n in held if type(n) is ast.Attribute}

    def on_self(self, owner: str, attribute: str) -> str:
        """The type of what the methods of a class set an attribute of self to, if all have one."""
        asked = (owner, attribute)
        if asked not in self.on:
            self.on[asked] = ""  # a circle of attributes ends here
            every = self.set_on_self.get(asked, ())
            kinds = {scope.type(value) if value else "" for scope, value in every}
            kind = kinds.pop() if len(kinds) == 1 else ""
            self.on[asked] = "" if kind == "NoneType" else kind  # which it will not stay
        return self.on[asked]

    @cached_property
    def set_on_self(self) -> dict[tuple[str, str], list[tuple[Scope, ast.expr | None]]]:
        """What the methods of a class set its attributes to; None where it is no plain value."""
        every: dict[tuple[str, str], list[tuple[Scope, ast.expr | None]]] = {}
        for unit in self.types.evidence.units if self.types.stored else ():
            owner = unit.owner
            stores = [n for n in unit.nodes.get(ast.Attribute, ()) if type(n.ctx) is ast.Store]
            if owner is None or not stores:
                continue
            scope = self.types.scope(unit)
            assigned = {id(t): n.value for n in unit.nodes.get(ast.Assign, ()) for t in n.targets}
            for node in stores:
                if scope.is_self(node.value):
                    given = (scope, assigned.get(id(node)))
                    every.setdefault((owner.name, node.attr), []).append(given)
        return every
