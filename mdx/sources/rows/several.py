"""Rows that hold several answers to one request: each that holds a program is a row of its own."""

from collections.abc import Iterator
from typing import Any

from mdx.sources.rows import answers, conversations
from mdx.sources.rows.columns import Cell, called, cells, is_turn, text
from mdx.sources.rows.row import Row, named, understood


def rows(row: dict[str, Any], columns: dict[str, str] | None = None) -> Iterator[Row]:
    """What a row says, once for each answer; raises what `understood` raises."""
    for one in _separated(row, columns or {}):
        yield understood(one, columns)


def _separated(row: dict[str, Any], columns: dict[str, str]) -> list[dict[str, Any]]:
    there = cells(row)
    if "code" in columns:
        chosen = [cell for cell in [named(there, columns["code"])] if cell]
    else:
        chosen = [cell for kind in ("code", "answers") for cell in called(there, kind)]
    for cell in chosen:
        items = _items(cell.value)
        if programs := [item for item in items if answers.program(_said(item))]:
            return [_with(row, cell, item) for item in programs]
    return [row]


def _items(value: Any) -> list[Any]:
    """The answers in a list, also one in lists; a list of lines is one answer. None where it is one
    side or both of an exchange."""
    if not isinstance(value, list) or any(map(is_turn, value)):
        return []
    if value and all(isinstance(item, str) and "\n" not in item for item in value):
        return ["\n".join(value)]
    inner = [item for item in value if isinstance(item, list)]
    return [answer for item in inner for answer in _items(item)] if inner else value


def _said(item: Any) -> str:
    """The words of an answer, whatever object they stand in."""
    if not isinstance(item, dict):
        return text(item)
    if turns := conversations.turns_in(item):
        return turns[-1].said
    kinds = ("code", "answers", "documents")
    return next((text(c.value) for k in kinds for c in called(cells(item), k) if text(c.value)), "")


def _with(row: dict[str, Any], cell: Cell, item: Any) -> dict[str, Any]:
    """The row with one of its answers alone; further down than we look, with its words alone."""
    if len(cell.path) == 1:
        return row | {cell.path[0]: item}
    outer, inner = cell.path
    return row | {outer: row[outer] | {inner: _said(item)}}
