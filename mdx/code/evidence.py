"""One parse and one walk over a scene's code, shared by everything that judges it."""

import ast
import symtable
import warnings
from typing import NamedTuple

from mdx.code.syntax import SyntaxFault, parse


class Finding(NamedTuple):
    """One thing against a scene: a stable code and what it is about, as in `unknown-name:Foo`."""

    code: str
    subject: str = ""

    def __str__(self) -> str:
        """The finding as one word, for `metadata.issues`."""
        return f"{self.code}:{_word(self.subject)}" if self.subject else self.code


def _word(text: str) -> str:
    return "_".join(text.split())[:60]


class Evidence:
    """The code of one record: its tree, its nodes by type, and what its scopes say of names."""

    def __init__(self, code: str):
        """Raises SyntaxFault for code that does not parse."""
        self.code = code
        self.tree = parse(code)
        self.nodes: dict[type, list] = {}
        pending: list[ast.AST] = [self.tree]
        nodes = self.nodes
        while pending:
            node = pending.pop()
            kind = type(node)
            if kind in nodes:
                nodes[kind].append(node)
            else:
                nodes[kind] = [node]
            for value in node.__dict__.values():
                if type(value) is list:
                    pending += value
                elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                    pending.append(value)

    def global_names(self) -> tuple[set[str], set[str]]:
        """The names this module binds at its top level, and those it reads from there or beyond.

        Python's own compiler tells them apart, through all nested scopes.
        """
        bound: set[str] = set()
        read: set[str] = set()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                top = symtable.symtable(self.code, "<code>", "exec")
        except SyntaxError as error:  # what only the compiler refuses, as `nonlocal x` outside
            raise SyntaxFault(error.msg or "invalid syntax", error.lineno or 0) from None
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
