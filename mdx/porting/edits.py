"""Changes to source text by position, nested as deep as the syntax is; all else stays as it was.

An edit may hold spans of what it replaces: `f({1})` around an argument keeps the edits within that
argument. So every rule looks at the text as it came, and one pass over the tree is enough.
"""

import ast
from bisect import bisect_left, bisect_right
from typing import NamedTuple


class Span(NamedTuple):
    """Bytes of the text, from start up to end; in an edit, those bytes with the edits inside."""

    start: int
    end: int


Part = str | Span


class Edit(NamedTuple):
    """What a span becomes. One that is empty is an insertion."""

    span: Span
    parts: tuple[Part, ...]


class Source:
    """A text with the edits that were asked for."""

    def __init__(self, text: str) -> None:
        self.bytes = text.encode()
        self.edits: list[Edit] = []
        self.starts = [0]
        for line in self.bytes.splitlines(True):
            self.starts.append(self.starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        """Where a line's column is; both as a syntax tree counts them."""
        return self.starts[line - 1] + column

    def span(self, node: ast.AST) -> Span:
        """Where a node stands."""
        starts = self.starts
        return Span(
            starts[node.lineno - 1] + node.col_offset,  # type: ignore[attr-defined]
            starts[node.end_lineno - 1] + node.end_col_offset,  # type: ignore[attr-defined]
        )

    def text(self, span: Span) -> str:
        """The text of a span as it came."""
        return self.bytes[span.start : span.end].decode()

    def replace(self, span: Span, *parts: Part) -> None:
        """Asks for a span to become these parts."""
        self.edits.append(Edit(span, parts))

    def changed(self) -> str:
        """The text with all edits; of two that overlap without nesting, the first asked for."""
        order = sorted(
            range(len(self.edits)),
            key=lambda i: _place(self.edits[i], i),
        )
        whole = Span(0, len(self.bytes))
        return self._rendered(whole, [self.edits[i] for i in order])

    def _rendered(self, span: Span, edits: list[Edit]) -> str:
        out: list[str] = []
        at = span.start
        index = 0
        while index < len(edits):
            edit = edits[index]
            index += 1
            if edit.span.start < at:
                continue
            inside = []
            if edit.span.end > edit.span.start:
                while index < len(edits) and edits[index].span.start < edit.span.end:
                    if edits[index].span.end <= edit.span.end:
                        inside.append(edits[index])
                    index += 1
            out.append(self.text(Span(at, edit.span.start)))
            at = edit.span.end
            for part in edit.parts:
                out.append(part if isinstance(part, str) else self._part(part, inside))
        out.append(self.text(Span(at, span.end)))
        return "".join(out)

    def _part(self, span: Span, edits: list[Edit]) -> str:
        first = bisect_left(edits, span.start, key=lambda edit: edit.span.start)
        last = bisect_right(edits, span.end, key=lambda edit: edit.span.start)
        return self._rendered(span, [e for e in edits[first:last] if e.span.end <= span.end])


def _place(edit: Edit, asked: int) -> tuple[int, bool, int, int]:
    """Insertions come before what begins at the same place, outer edits before inner ones."""
    return edit.span.start, edit.span.end > edit.span.start, -edit.span.end, asked
