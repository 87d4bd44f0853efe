"""Code that is looked at in pieces is the code as a whole, whatever was met before."""

import ast
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from mdx.quality.pieces import Piece, pieces
from mdx.scenes.syntax import SyntaxFault, parse

PARAGRAPHS = (
    "from __future__ import annotations",
    "from manim import *",
    "import os\nfrom __future__ import division",
    "def f(a: int = 1) -> str:\n    return a",
    "class A(Scene):\n    x: int = 1\n\n    def construct(self):\n        y: int = f()",
    "\nasync def g():\n    await f()",
    "if a:\n    b",
    "else:\n    c",
    "@staticmethod",
    "try:\n    pass",
    "except E:\n    pass",
    "s = '''text",
    "from a text import it'''",
    "'''",
    "t = 'open",
    "x = (1,",
    ")",
    "y = 1 \\",
    "# '''",
    "  z",
    "\x0cq = 1",
    "r = 1\r\rr = 2",
    "é = 1",
)


def whole(code: str) -> list[Piece]:
    body = parse(code).body
    names = [n.name for s in body if isinstance(s, ast.ImportFrom) and s.module == "__future__"
             for n in s.names]  # fmt: skip
    return [Piece(body, "annotations" in names)]


def outcome(look: Callable[[str], list[Piece]], code: str) -> list[str]:
    """All that there is in some code, with the places of all nodes; or why it does not parse."""
    try:
        every = look(code)
    except SyntaxFault as fault:
        return [str(fault)]
    units = [node for p in every for unit in p.units for node in (unit.owner, unit.function)]
    around = [node for piece in every for part in piece.around for node in part]
    nodes = [*units, *around, *(node for piece in every for node in piece.classes)]
    rules = {id(unit.children) for piece in every for unit in piece.units}
    return [ast.dump(n, include_attributes=True) for n in nodes if n] + sorted(map(str, rules))


@given(st.lists(st.lists(st.sampled_from(PARAGRAPHS), max_size=6), max_size=4))
def test_pieces_are_those_of_the_whole_whatever_was_met_before(codes: list[list[str]]) -> None:
    for code in ["\n\n".join(paragraphs) for paragraphs in codes for _ in range(3)]:
        assert outcome(pieces, code) == outcome(whole, code)


def test_code_of_very_many_pieces_is_looked_at_as_a_whole() -> None:
    code = "a = 1\n\n" * 1000
    assert [len(pieces(code)) for _ in range(3)] == [1, 1, 1]


def test_what_scenes_share_is_looked_at_once() -> None:
    helper = "from manim import *\n\n\ndef a_helper_that_all_scenes_have(a):\n    return a\n\n\n"
    codes = [f"{helper}class Scene{i}(Scene):\n    pass\n" for i in range(4)]
    units = [piece.units for code in codes for piece in pieces(code) if piece.units]
    assert units[2] == units[3] != units[0]
