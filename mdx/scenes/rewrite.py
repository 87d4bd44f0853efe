"""Edits source text at positions from its tree: renames global names, removes imports."""

import ast
from collections.abc import Collection, Mapping

from mdx.scenes.scopes import Import, imports

Edit = tuple[int, int, int, int, str]  # line, column, end line, end column (bytes), new text


class CannotRewrite(ValueError):
    """A text in which each of `names` means two things at once."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(" ".join(sorted(names)))
        self.names = names


def rewritten(text: str, new: Mapping[str, str], unwanted: Collection[Import]) -> str:
    """The text of a statement with global names renamed and unwanted imports removed.

    Raises CannotRewrite if a name to rename is also a local name in the statement, or is bound by
    an import in it.
    """
    tree = ast.parse(text)
    edits: list[Edit] = []
    local: set[str] = set()
    if new:
        local = _local_names(tree) & new.keys()
        edits += _renamings(tree, new, text.split("\n"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            items = imports(node)
            if any(brought in unwanted for brought in items):
                kept = [brought for brought in items if brought not in unwanted]
                edits.append((*span(node), _kept_text(kept)))
    if local:
        raise CannotRewrite(local)
    return edited(text, edits)


def edited(text: str, edits: list[Edit]) -> str:
    """The text with each span replaced; columns count UTF-8 bytes, as a syntax tree's do."""
    lines = [line.encode() for line in text.split("\n")]
    for line, column, end_line, end_column, new in sorted(edits, reverse=True):
        head = lines[line - 1][:column]
        tail = lines[end_line - 1][end_column:] if end_line <= len(lines) else b""
        lines[line - 1 : end_line] = (head + new.encode() + tail).split(b"\n")
    return b"\n".join(lines).decode()


def _kept_text(kept: list[Import]) -> str:
    if not kept:
        return "pass"
    return "import " + ", ".join(
        i.module if i.bound == i.module.partition(".")[0] else f"{i.module} as {i.bound}"
        for i in kept
    )


def span(node: ast.stmt | ast.expr) -> tuple[int, int, int, int]:
    """Where a node begins and ends, in the form of an Edit."""
    return node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0


def taken_out(places: list[tuple[int, int, int, int]], at: int) -> Edit:
    """The edit that removes one of several things separated by commas."""
    if at + 1 < len(places):
        return (*places[at][:2], *places[at + 1][:2], "")
    return (*places[at - 1][2:], *places[at][2:], "")


def _renamings(tree: ast.Module, new: Mapping[str, str], lines: list[str]) -> list[Edit]:
    edits: list[Edit] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in new:
            edits.append((*span(node), new[node.id]))
    for node in _top_level(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            if node.name in new:
                line = lines[node.lineno - 1].encode()
                word = b"class" if isinstance(node, ast.ClassDef) else b"def"
                start = line.index(word, node.col_offset) + len(word)
                start = line.index(node.name.encode(), start)
                end = start + len(node.name.encode())
                edits.append((node.lineno, start, node.lineno, end, new[node.name]))
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            taken = {brought.bound for brought in imports(node)} & new.keys()
            if taken:
                raise CannotRewrite(taken)
    return edits


def _top_level(tree: ast.AST) -> list[ast.AST]:
    """Statements whose names are the module's, which leaves out those in functions and classes."""
    statements: list[ast.AST] = []
    waiting = [tree]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            statements.append(child)
            if not isinstance(child, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                waiting.append(child)
    return statements


def _local_names(tree: ast.Module) -> set[str]:
    """All names that functions and classes in the text bind for themselves."""
    names: set[str] = set()
    top = {id(node) for node in _top_level(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            names.update(node.names)
        elif id(node) in top:
            continue
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(brought.bound for brought in imports(node))
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
    return names
