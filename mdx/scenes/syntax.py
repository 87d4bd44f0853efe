"""Parses source text, whatever is in it."""

import ast
import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SIZE_MAX = 8_000_000  # characters; a tree takes some thirty times the memory of its text
LEAVES = (
    ast.Name, ast.Constant, ast.MatchSingleton, ast.alias, ast.Global, ast.Nonlocal,
)  # fmt: skip
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")  # fields that hold statements
NO_NODES = frozenset(
    ("ctx", "op", "ops", "attr", "arg", "name", "id", "level", "module", "type_comment", "kind",
     "conversion", "is_async", "simple", "type_ignores", "rest", "kwd_attrs", "cls_name")
)  # fmt: skip


def _children(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields of a node type that hold nodes worth a visit: no names, constants, operators."""
    if issubclass(kind, LEAVES):
        return ()
    return tuple(field for field in kind._fields if field not in NO_NODES)


CHILDREN = {
    kind: _children(kind)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
} | {type(None): ()}  # `{**x}` has a key that is None


def descendants(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it that CHILDREN names, in no particular order."""
    pending: list[Any] = [node]
    while pending:
        node = pending.pop()
        yield node
        for field in CHILDREN[type(node)]:
            value = getattr(node, field)
            if type(value) is list:
                pending += value
            elif value is not None:
                pending.append(value)


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """All statements below a node, and handlers and cases with statements, in no particular order;
    expressions are not searched."""
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        for field in BLOCKS:
            inner = getattr(node, field, None)
            if inner.__class__ is list:  # the body of a lambda is an expression
                yield from inner
                pending += inner


def dotted_name(node: ast.AST) -> str:
    """`a.b.c` for such an expression, else ""."""
    if isinstance(node, ast.Name):  # as most are
        return node.id
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


class SyntaxFault(ValueError):
    """A text that is not a Python module; `line` is 0 if the place is unknown."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.reason = reason
        self.line = line


def lines_joined(text: str) -> str:
    """The text with `\\n` line ends and no byte order mark, as Python itself reads it."""
    if text.startswith("\ufeff"):
        text = text[1:]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def parses(text: str) -> bool:
    """Whether a text is a Python module."""
    try:
        parse(text)
    except SyntaxFault:
        return False
    return True


def parse(text: str) -> ast.Module:
    """The syntax tree of a module.

    Raises SyntaxFault for any text that has none, also because of NUL bytes, numbers too long to
    read, nesting too deep or more than SIZE_MAX characters.
    """
    if len(text) > SIZE_MAX:
        raise SyntaxFault(f"longer than {SIZE_MAX} characters")
    try:
        with uncollected(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        raise SyntaxFault(error.msg or "invalid syntax", error.lineno or 0) from None
    except RecursionError:
        raise SyntaxFault("nested too deeply") from None
    except MemoryError:
        raise SyntaxFault("nested too deeply, or out of memory") from None
    except ValueError as error:  # NUL bytes, lone surrogates, integers of 4300 digits
        raise SyntaxFault(str(error)) from None


@contextmanager
def uncollected() -> Iterator[None]:
    """Suspends Python's search for cycles while there is a tree, which has none.

    Searching hundreds of thousands of nodes takes a third of the time of parsing them.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
