"""The blocks of a scene that speaks: how long each takes, and the code with only their bodies."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mdx.scenes import narration
from mdx.scenes.rewrite import edited, span, taken_out

WORDS_PER_SECOND = 2.5  # 150 words a minute, a calm speaker
UNKNOWN_S = 2.0  # for a text that is known only at run time


class Block(NamedTuple):
    """A `with` statement that speaks."""

    node: ast.With
    call: ast.Call
    tracker: str
    seconds: float
    marks: dict[str, float]  # seconds from the beginning to each bookmark


def block_of(node: ast.AST) -> Block | None:
    """The block that a node is, if it speaks."""
    if not isinstance(node, ast.With):
        return None
    for item in node.items:
        call = item.context_expr
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            if call.func.attr == "voiceover":
                count, before = narration.marks(narration.spoken_text(call))
                name = item.optional_vars
                return Block(
                    node,
                    call,
                    name.id if isinstance(name, ast.Name) else "",
                    max(round(count / WORDS_PER_SECOND, 1), 1.0) if count else UNKNOWN_S,
                    {mark: at / WORDS_PER_SECOND for mark, at in before.items()},
                )
    return None


def blocks_of(tree: ast.AST) -> Iterator[Block]:
    """The speaking blocks of a tree that are not inside another one."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        block = block_of(node)
        if block is not None:
            yield block
        else:
            waiting += ast.iter_child_nodes(node)


def unwrapped(text: str, blocks: list[Block]) -> str:
    """The text with these blocks replaced by their bodies."""
    lines = text.split("\n")
    clock = "self.time" if "manimlib" in text else "self.renderer.time"
    for block in sorted(blocks, key=lambda block: block.node.lineno, reverse=True):
        node = block.node
        first, last = node.lineno, node.end_lineno or node.lineno
        head = lines[first - 1].encode()
        indent = head[: node.col_offset].decode()
        if len(node.items) > 1:  # the body stays in the other context managers
            places = [
                (*span(i.context_expr)[:2], *span(i.optional_vars or i.context_expr)[2:])
                for i in node.items
            ]
            at = [i.context_expr for i in node.items].index(block.call)
            line, column, end_line, end_column, _ = taken_out(places, at)
            edit = (line - first + 1, column, end_line - first + 1, end_column, "")
            new = edited("\n".join(lines[first - 1 : last]), [edit]).split("\n")
        else:
            new = _body(lines, block, indent)
        if block.tracker and any(f"max({block.tracker}_end - " in line for line in new):
            new.insert(0, f"{indent}{block.tracker}_end = {clock} + {block.seconds}")
        lines[first - 1 : last] = new
    return "\n".join(lines)


def _body(lines: list[str], block: Block, indent: str) -> list[str]:
    """The lines of a block's body, moved left to `indent`; within strings nothing moves."""
    node = block.node
    first, last = node.body[0], node.end_lineno or node.lineno
    if all(isinstance(s, ast.Pass) or _is_text(s) for s in node.body):
        speaker = block.call.func.value if isinstance(block.call.func, ast.Attribute) else node
        return [f"{indent}{ast.unparse(speaker)}.wait({block.seconds})"]
    header_end = block.call.end_lineno or node.lineno
    if first.lineno <= header_end:  # with ...: body, on one line
        rest = lines[first.lineno - 1].encode()[first.col_offset :].decode()
        return [indent + rest, *lines[first.lineno : last]]
    deeper = lines[first.lineno - 1].encode()[: first.col_offset].decode()
    begin = header_end + 1
    while begin < first.lineno and not lines[begin - 1].lstrip().startswith(("#", "@")):
        begin += 1
    kept = {
        line
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Constant, ast.JoinedStr)) and hasattr(inner, "lineno")
        for line in range(inner.lineno + 1, (inner.end_lineno or inner.lineno) + 1)
    }
    return [
        indent + line[len(deeper) :] if line.startswith(deeper) and number not in kept else line
        for number, line in enumerate(lines[begin - 1 : last], begin)
    ]


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
