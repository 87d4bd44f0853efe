"""Code in pieces that stand by themselves, each looked at once though many scenes have it.

Scenes that were cut out of one file bring the same helpers along, mostly at the same lines. What is
met a second time is kept for a third, so that code that nothing else has is not kept at all.
"""

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from mdx.quality.unit import Unit
from mdx.scenes.syntax import CHILDREN, SyntaxFault, parse

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
ANNOTATIONS = frozenset(("annotation", "returns"))
# Python evaluates no annotation of a local variable, and none at all where a module asks for that.
IN_FUNCTION = CHILDREN | {ast.AnnAssign: ("target", "value")}
UNANNOTATED = {k: tuple(f for f in v if f not in ANNOTATIONS) for k, v in CHILDREN.items()}
BREAK = re.compile(r"\n\n(?=[A-Za-z_@])")  # where statements of the top level may begin
LONGEST = 100_000  # characters of code that is taken apart
MOST = 128  # pieces; each is parsed after as many blank lines as there are lines before it
PIECE_MAX = 20_000  # of a piece that is kept, with a tree of some thirty times its size
KEPT = 256  # pieces
MET_MAX = 8192  # pieces that are remembered as met
_met: set[int] = set()


class Piece:
    """Statements of the top level: their classes and functions, and what is around those."""

    def __init__(self, body: list[ast.stmt], postponed: bool):
        """postponed: whether no annotation is evaluated."""
        self.postpones = postponed and any(map(_postpones, body))
        self.at_top, self._inside = (UNANNOTATED,) * 2 if postponed else (CHILDREN, IN_FUNCTION)
        self.classes: list[ast.ClassDef] = []
        self.units: list[Unit] = []
        self.around: list[list[Any]] = []
        self._split(body, None)

    def _split(self, body: list[ast.stmt], owner: ast.ClassDef | None) -> None:
        for node in body:
            if isinstance(node, FUNCTIONS):
                self.units.append(Unit(owner, node, [[node]], self._inside))
            elif type(node) is ast.ClassDef and owner is None:
                self.classes.append(node)
                self.around.append([*node.bases, *node.keywords, *node.decorator_list])
                self._split(node.body, node)
            else:
                self.around.append([node])


def _postpones(node: ast.stmt) -> bool:
    """Whether a statement asks Python not to evaluate annotations."""
    if not isinstance(node, ast.ImportFrom) or node.module != "__future__":
        return False
    return any(item.name == "annotations" for item in node.names)


def pieces(code: str) -> list[Piece]:
    """All of some code, in order. Raises SyntaxFault for code that does not parse."""
    postponed = "__future__" in code  # as a rule
    texts = BREAK.split(code) if len(code) <= LONGEST and "\r" not in code else []
    if 1 < len(texts) <= MOST:
        with suppress(SyntaxFault):  # a break may be in the middle of a statement
            every = [*_apart(texts, postponed)]
            if any(piece.postpones for piece in every) == postponed:
                return every
    body = parse(code).body
    return [Piece(body, any(map(_postpones, body)))]


def _apart(texts: list[str], postponed: bool) -> Iterator[Piece]:
    """Code in pieces: each by itself that was met before, and what is new in between.

    If all of them parse then so does the code, to the same statements, for none can end within a
    string, a bracket or a block that another goes on with.
    """
    line = first = 0
    new: list[str] = []
    for text in texts:
        place = hash((line, text))
        if place in _met and len(text) <= PIECE_MAX:
            if new:
                yield Piece(_statements("\n\n".join(new), first), postponed)
                new = []
            yield _kept(text, line, postponed)
        else:
            if len(_met) >= MET_MAX:
                _met.clear()
            _met.add(place)
            first = first if new else line
            new.append(text)
        line += text.count("\n") + 2
    if new:
        yield Piece(_statements("\n\n".join(new), first), postponed)


@lru_cache(KEPT)
def _kept(text: str, line: int, postponed: bool) -> Piece:
    return Piece(_statements(text, line), postponed)


def _statements(text: str, line: int) -> list[ast.stmt]:
    """The statements of a text that begins after so many lines."""
    return parse("\n" * line + text).body
