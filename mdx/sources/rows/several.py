"""Rows with several answers to one request: each answer with a program becomes a row."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from mdx.sources.rows import answers
from mdx.sources.rows.columns import Cell, called, cells, is_turn, lists, plain, text
from mdx.sources.rows.opened import opened
from mdx.sources.rows.row import Row, named, understood
from mdx.sources.rows.turn import turn
from mdx.sources.rows.turns import turns_in

SIDE = re.compile(r"(?P<stem>.*?)[\W_]?(?P<mark>[abAB0-9])")
VERDICT = re.compile(r"winner|preferred|better|chosen|choice", re.IGNORECASE)
LONGEST_VERDICT = 40  # characters in such a column


def rows(row: dict[str, Any], columns: dict[str, str] | None = None) -> Iterator[Row]:
    """What a row says, once per answer; raises what `understood` raises."""
    held = row if columns and "code" in columns else opened(row)
    for one in _separated(held, columns or {}):
        yield understood(one, columns, given=row)


def _separated(row: dict[str, Any], columns: dict[str, str]) -> list[dict[str, Any]]:
    there = cells(row)
    if "code" in columns:
        chosen = [cell for cell in [named(there, columns["code"])] if cell]
    elif rivals := _rivals(row):
        return rivals
    else:
        chosen = [cell for kind in ("code", "answers") for cell in called(there, kind)]
    for cell in chosen:
        items = _items(cell.value)
        if programs := [item for item in items if answers.program(_said(item))]:
            asked = _unanswered(row)
            return [_with(asked, cell, item) for item in programs]
    return [row]


def _unanswered(row: dict[str, Any]) -> dict[str, Any]:
    """The row without an assistant's turns: its answers are read from another column."""
    return {
        column: [item for item in value if not is_turn(item) or turn(item).role != "assistant"]
        if isinstance(value, list) and plain(column) in lists()["exchanges"]
        else value
        for column, value in row.items()
    }


def _rivals(row: dict[str, Any]) -> list[dict[str, Any]]:
    """A row for each answer in columns such as `response_a` and `response_b`, or for the better one
    alone if another column names it."""
    marks = {column: match for column in row if (match := SIDE.fullmatch(column))}
    stems = Counter(match["stem"] for match in marks.values())
    sides = {column: m["mark"].lower() for column, m in marks.items() if stems[m["stem"]] > 1}
    rivals = dict.fromkeys(m for column, m in sides.items() if answers.program(_said(row[column])))
    verdicts = {column: value for column, value in row.items() if VERDICT.search(column)}
    better = {sides[column] for column in verdicts.keys() & sides if verdicts[column] in (1, "1")}
    for verdict in (str(value) for value in verdicts.values() if isinstance(value, str | int)):
        if len(verdict) <= LONGEST_VERDICT and (match := SIDE.fullmatch(verdict)):
            better.add(match["mark"].lower())
    chosen = [side for side in rivals if side in better]
    return [_of_side(row, sides, side) for side in chosen or rivals]


def _of_side(row: dict[str, Any], sides: dict[str, str], side: str) -> dict[str, Any]:
    """The row with only one rival, whose columns are renamed to lose their mark."""
    one = {}
    for column, value in row.items():
        match = SIDE.fullmatch(column) if column in sides else None
        if match is None:
            one[column] = value
        elif sides[column] == side:
            one[column if match["stem"] in row else match["stem"]] = value
    return one


def _items(value: Any) -> list[Any]:
    """The answers in a list, which may be nested; a list of lines is one answer. Empty for a list
    of turns, which is one exchange."""
    if not isinstance(value, list) or any(is_turn(item) and len(item) > 1 for item in value):
        return []
    if value and all(isinstance(item, str) and "\n" not in item for item in value):
        return ["\n".join(value)]
    inner = [item for item in value if isinstance(item, list)]
    return [answer for item in inner for answer in _items(item)] if inner else value


def _said(item: Any) -> str:
    """The text of an answer, whatever object it is in."""
    if turns := turns_in(item):
        return turns[-1].said
    if not isinstance(item, dict):
        return text(item)
    kinds = ("code", "answers", "documents")
    return next((text(c.value) for k in kinds for c in called(cells(item), k) if text(c.value)), "")


def _with(row: dict[str, Any], cell: Cell, item: Any) -> dict[str, Any]:
    """The row with only one of its answers; below the first level, with only the answer's text."""
    if len(cell.path) == 1:
        return row | {cell.path[0]: item}
    outer, inner = cell.path
    return row | {outer: row[outer] | {inner: _said(item)}}
