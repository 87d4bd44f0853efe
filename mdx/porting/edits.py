"""Edits of source text by position, nested as the syntax is; everything else stays as it was.

An edit may hold spans of what it replaces: `f({1})` around an argument keeps the edits within that
argument. So every rule looks at the text as it came, and one pass over the tree is enough.
"""

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """Bytes of the text from start to end; within an edit, those bytes with their own edits."""

    start: int
    end: int


Part = str | Span


class Edit(NamedTuple):
    """What a span becomes. One that is empty is an insertion."""

    span: Span
    parts: tuple[Part, ...]


class Source:
    """A text and its edits."""

    def __init__(self, text: str) -> None:
        self.bytes = text.encode()
        self.edits: list[Edit] = []
        self._counted = 0
        self._gone_from: list[int] = []
        self._gone_to = [0]
        self.starts = [0]
        for line in self.bytes.splitlines(True):
            self.starts.append(self.starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, both counted as a syntax tree does."""
        return self.starts[line - 1] + column

    def span(self, node: ast.AST) -> Span:
        """Where a node stands."""
        starts = self.starts
        return Span(
            starts[node.lineno - 1] + node.col_offset,  # type: ignore[attr-defined]
            starts[node.end_lineno - 1] + node.end_col_offset,  # type: ignore[attr-defined]
        )

    def text(self, span: Span) -> str:
        """The original text of a span."""
        return self.bytes[span.start : span.end].decode()

    def replace(self, span: Span, *parts: Part) -> None:
        """Replaces a span by these parts."""
        self.edits.append(Edit(span, parts))

    def is_replaced(self, span: Span) -> bool:
        """Whether some edit removes all of a span."""
        if len(self.edits) != self._counted:
            self._counted = len(self.edits)
            gone = sorted(part for edit in self.edits for part in _gone(edit))
            self._gone_from = [part.start for part in gone]
            self._gone_to = [0, *accumulate((part.end for part in gone), max)]
        return self._gone_to[bisect_right(self._gone_from, span.start)] >= span.end

    def changed(self) -> str:
        """The text with all edits; of two that overlap without nesting, the earlier one counts."""
        order = sorted(range(len(self.edits)), key=lambda i: _place(self.edits[i], i))
        self.edits = [self.edits[i] for i in order]
        return self._rendered(Span(0, len(self.bytes)), frozenset())

    def _rendered(self, span: Span, under: frozenset[int]) -> str:
        """A span with the edits in it, except those `under` which it is rendered."""
        out: list[str] = []
        at = span.start
        first = bisect_left(self.edits, span.start, key=_start)
        last = bisect_right(self.edits, span.end, lo=first, key=_start)
        for index in range(first, last):
            edit = self.edits[index]
            if edit.span.start < at or edit.span.end > span.end or index in under:
                continue
            out.append(self.text(Span(at, edit.span.start)))
            at = edit.span.end
            for part in edit.parts:
                text = part if isinstance(part, str) else self._rendered(part, under | {index})
                out.append(text)
        out.append(self.text(Span(at, span.end)))
        return "".join(out)


def _gone(edit: Edit) -> Iterator[Span]:
    """What an edit removes: its span without the parts it keeps."""
    at, end = edit.span
    for part in sorted(p for p in edit.parts if isinstance(p, Span) and at <= p.start < end):
        yield Span(at, part.start)
        at = part.end
    yield Span(at, end)


def _start(edit: Edit) -> int:
    return edit.span.start


def _place(edit: Edit, asked: int) -> tuple[int, bool, int, int]:
    """Sorts insertions before edits at the same place, and outer edits before inner ones."""
    return edit.span.start, edit.span.end > edit.span.start, -edit.span.end, asked
