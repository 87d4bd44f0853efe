"""The keywords that a call unpacks from a dict, where the dict is written out."""

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mdx.quality.scope import Scope


def spelled_out(scope: "Scope", call: ast.Call) -> ast.Call:
    """A call with these keywords in place of `**` of a dict that nothing changes."""
    if None not in [keyword.arg for keyword in call.keywords]:
        return call
    keywords: list[ast.keyword] = []
    for keyword in call.keywords:
        inside = None if keyword.arg else _keywords(scope, keyword.value)
        keywords += [keyword] if inside is None else inside
    return ast.copy_location(ast.Call(call.func, call.args, keywords), call)


def _keywords(scope: "Scope", node: ast.expr) -> list[ast.keyword] | None:
    value = scope.unchanged(node)
    if isinstance(value, ast.Dict):
        entries = scope.entries(value)
        if len(entries) == len(value.keys) and all(type(key) is str for key in entries):
            return [ast.keyword(str(key), item) for key, item in entries.items()]
    elif type(value) is ast.Call and getattr(value.func, "id", "") == "dict" and not value.args:
        if all(keyword.arg for keyword in value.keywords):
            return value.keywords
    return None
