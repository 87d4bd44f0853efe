"""Definitions of what the target lacks, put before the first thing that uses them."""

import ast

from mdx.porting.module import OTHER_CONFIG, Module
from mdx.porting.stand_ins import cut, needed, stand_in
from mdx.porting.tables import entries


def apply(module: Module) -> None:
    if names := needed(module):
        _define(module, names)
    if any(OTHER_CONFIG in part for edit in module.source.edits for part in edit.parts
           if isinstance(part, str)):  # fmt: skip
        module.insert(module.head, f"from manim import config as {OTHER_CONFIG}\n", "import")


def _define(module: Module, names: list[str]) -> None:
    at = place(module)
    there = {ast.unparse(node) for node in module.imports}
    imports = {line: None for name in names for line in stand_in(name).imports}
    for line in imports:
        if line not in there:
            module.insert(module.head, line + "\n", "import")
    renamed = entries("methods", module.dialect, "renamed")
    used = {*module.attributes, *(renamed[a] for a in module.attributes if a in renamed)}
    together = cut(names, used)
    for name in names:
        module.ported[f"stand-in:{name}"] = None
    module.insert(at, _gap(module, at) + together, f"stand-in:{names[-1]}")


def _gap(module: Module, at: int) -> str:
    """The blank lines that lack before a definition."""
    before = module.source.bytes[:at]
    ends = len(before) - len(before.rstrip(b"\n"))
    return "\n" * (3 - ends) if before.strip() else ""


def place(module: Module) -> int:
    """Where the first statement begins that is no import, nor what the module says of itself."""
    for statement in module.tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        lines = [statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))]
        return module.source.offset(min(lines), 0)
    return len(module.source.bytes)
