"""The normal form of code with numbers for the names it gives itself: equal if only names differ.

Those are variables, parameters, functions and classes, so the scene's own name, too. The names of
attributes, methods, keywords and imports mean something outside of the code, and stay.
"""

import ast
from warnings import catch_warnings, simplefilter

from mdx.same.form_parts import skeleton
from mdx.same.normal_form import NUL, normal

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_UNTOUCHED = (ast.alias, ast.keyword)
_FIELDS = ("id", "arg", "name", "rest")  # where the nodes of a tree keep names
_NUMBER = "\ufffd{}"  # no identifier, and yet a word to the normal form


def without_names(code: str) -> bytes:
    """The form; the normal form where the code does not parse."""
    try:
        with catch_warnings():
            simplefilter("ignore")
            tree = ast.parse(code)
        _number_names(tree)
        # Unparsed code has fewer brackets, perhaps.
        return skeleton(normal(code)) + NUL + normal(ast.unparse(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return normal(code)


def _number_names(tree: ast.Module) -> None:
    """Gives each name that the code binds its number, by the first place in the tree."""
    nodes = [node for node in ast.walk(tree) if not isinstance(node, _UNTOUCHED)]
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    methods = {id(f) for scope in classes for f in scope.body if isinstance(f, _FUNCTIONS)}
    nodes = [node for node in nodes if id(node) not in methods]
    numbers: dict[str, str] = {}
    for node in nodes:
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            for name in _names(node):
                numbers.setdefault(name, _NUMBER.format(len(numbers)))
    for node in nodes:
        for field in _FIELDS:
            if (old := getattr(node, field, None)) and type(old) is str and old in numbers:
                setattr(node, field, numbers[old])
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            node.names = [numbers.get(name, name) for name in node.names]


def _names(node: ast.AST) -> list[str]:
    values = [getattr(node, field, None) for field in _FIELDS]
    return [name for name in values if type(name) is str]
