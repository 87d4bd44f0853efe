"""One parse and one walk over a scene's code, shared by everything that judges it."""

import ast
import symtable
import warnings
from functools import cached_property
from typing import NamedTuple

from mdx.code.syntax import SyntaxFault, parse

NONE = type(None)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Finding(NamedTuple):
    """One thing told of a scene: a stable code and what it is about, as in `unknown-name:Foo`."""

    code: str
    subject: str = ""

    def __str__(self) -> str:
        """The finding as one word, for `metadata.issues`."""
        return f"{self.code}:{_word(self.subject)}" if self.subject else self.code


def _word(text: str) -> str:
    return "_".join(text.split())[:60]


class Unit:
    """A function of the top level or of a class there, with its nodes by type; or all the rest."""

    __slots__ = ("function", "nodes", "owner")

    def __init__(
        self, owner: ast.ClassDef | None, function: ast.FunctionDef | ast.AsyncFunctionDef | None
    ):
        self.owner = owner
        self.function = function
        self.nodes: dict[type, list] = {}

    def walk(self, pending: list[ast.AST]) -> None:
        nodes = self.nodes
        while pending:
            node = pending.pop()
            kind = type(node)
            if kind is NONE or kind is str:  # `**x` in a dict has no key, `global x` has strings
                continue
            if kind in nodes:
                nodes[kind].append(node)
            else:
                nodes[kind] = [node]
            for value in node.__dict__.values():
                if type(value) is list:
                    pending += value
                elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                    pending.append(value)


class Evidence:
    """The code of one record: its tree, its nodes by unit and type, and the names it binds."""

    def __init__(self, code: str):
        """Raises SyntaxFault for code that does not parse."""
        self.code = code
        self.tree = parse(code)
        self.units = [Unit(None, None)]
        self.classes: list[ast.ClassDef] = []
        self._split(self.tree.body, None)

    def _split(self, body: list[ast.stmt], owner: ast.ClassDef | None) -> None:
        rest = self.units[0]
        for node in body:
            if isinstance(node, FUNCTIONS):
                unit = Unit(owner, node)
                unit.walk([node])
                self.units.append(unit)
            elif isinstance(node, ast.ClassDef) and owner is None:
                self.classes.append(node)
                rest.walk([*node.bases, *node.keywords, *node.decorator_list])
                self._split(node.body, node)
            else:
                rest.walk([node])

    def all(self, *kinds: type) -> list:
        """All nodes of these types, except the classes and functions that units are made of."""
        return [node for unit in self.units for kind in kinds for node in unit.nodes.get(kind, ())]

    @cached_property
    def global_names(self) -> tuple[set[str], set[str]]:
        """The names this module binds at its top level, and those it reads from there or beyond.

        Python's own compiler tells them apart, through all nested scopes; raises SyntaxFault.
        """
        bound: set[str] = set()
        read: set[str] = set()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                top = symtable.symtable(self.code, "<code>", "exec")
        except (SyntaxError, RecursionError) as error:  # what only the compiler refuses
            raise SyntaxFault(str(error) or "nested too deeply") from None
        scopes = [top]
        while scopes:
            scope = scopes.pop()
            for symbol in scope.get_symbols():
                if scope is top or symbol.is_global():
                    if symbol.is_assigned() or symbol.is_imported():
                        bound.add(symbol.get_name())
                    elif symbol.is_referenced():
                        read.add(symbol.get_name())
            scopes += scope.get_children()
        return bound, read

    @cached_property
    def stored_attributes(self) -> set[str]:
        """The names of all attributes that the code sets, on whatever object."""
        return {n.attr for n in self.all(ast.Attribute) if isinstance(n.ctx, ast.Store)}
