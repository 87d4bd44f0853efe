"""Examples in the docstrings of a Python file."""

import ast
from collections.abc import Iterator

from mdx.scenes.syntax import parse
from mdx.sources.formats import rst
from mdx.sources.formats.example import Example

MARKS = (".. manim::", ".. code-block:: python")


def examples(code: str, module: str) -> Iterator[Example]:
    """Each example; its context begins with what the docstring is of, and its first paragraph.

    Raises SyntaxFault if the file does not parse.
    """
    for name, docstring in _documented(parse(code), module):
        text = str(docstring.value)
        if not has_examples(text):
            continue
        first, _, rest = text.lstrip().partition("\n\n")
        lead = [name, rst.plain(" ".join(first.split())) if rest else ""]
        for example in rst.examples(text, *lead):
            yield example._replace(line=docstring.lineno + example.line - 1)


def has_examples(text: str) -> bool:
    """Whether it is worth looking for examples in a text."""
    return any(mark in text for mark in MARKS)


def _documented(tree: ast.Module, module: str) -> Iterator[tuple[str, ast.Constant]]:
    """The docstrings of the module, its classes and functions, with the dotted names of these."""
    pending: list[tuple[str, ast.AST]] = [(module, tree)]
    while pending:
        name, node = pending.pop()
        body = getattr(node, "body", [])
        first = body[0].value if body and isinstance(body[0], ast.Expr) else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield name, first
        inner = [child for child in body if hasattr(child, "body") and hasattr(child, "name")]
        pending += [(f"{name}.{child.name}", child) for child in reversed(inner)]
