"""A row of a data set as a description and code, by a map of columns or by their names."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from mdx.records.fields import KEYS, is_placeholder
from mdx.sources.rows import answers, templates
from mdx.sources.rows.columns import Cell, called, cells, lists, own, plain, text
from mdx.sources.rows.requests import asked_and_answered
from mdx.sources.rows.turn import Turn
from mdx.sources.rows.turns import turns_in, turns_of

# Prose in a column named after code does not match this.
MORE_THAN_WORDS = re.compile(r"[=()]|^\s*(?:from|import|class|def|for|if|with)\b", re.MULTILINE)
NAME = re.compile(r"[\w@.-]*\w")  # a person's, and not what was asked
LEAST_WORDS = 3


class Row(NamedTuple):
    """What a row says. Without a description, its code is a document that scenes are cut out of."""

    description: str
    code: str
    words: dict[str, str]  # metadata keys
    rest: dict[str, Any]  # fields of the row that are not ours, and stay


class ColumnsError(ValueError):
    """A row without a needed column; the message names those that it has."""


class NoScene(ValueError):
    """A document without a scene in it, or an answer that is not code."""


class _Pair(NamedTuple):
    """The same, with the places in the row where it was found."""

    description: str
    code: str
    used: set[tuple[str, ...]]
    words: dict[str, str] = {}  # noqa: RUF012 - never changed


def understood(
    row: dict[str, Any], columns: dict[str, str] | None = None, given: dict[str, Any] | None = None
) -> Row:
    """The row as read through a map from our keys to its columns, or else by its columns' names.

    `given` is the row before it was opened. Raises ColumnsError if no column can hold code, NoScene
    if none of those that can does.
    """
    there = cells(row)
    facts, of_facts = own(there)
    pair = _mapped(row, there, columns) if columns else _paired(row, there)
    rest = {} if columns and "code" in columns else _rest(row, pair.used, of_facts, given or row)
    return Row(pair.description, pair.code, facts | pair.words, rest)


def _paired(row: dict[str, Any], there: list[Cell]) -> _Pair:
    """The first columns that hold words and code, or the same of an exchange."""
    programs = [(cell, text(cell.value)) for cell in called(there, "code")]
    for cell, value in programs:
        if code := answers.program(value):
            return _pair(there, cell, code)
    turns, columns = turns_of(row, there)
    if any(turn.role == "assistant" for turn in turns):
        return _of_exchange(turns, {(column,) for column in columns}, there)
    if pair := _continued(there):
        return pair
    for cell in called(there, "answers"):
        said = answers.without_thoughts(text(cell.value))
        if code := answers.program(said) or answers.damaged(said):
            return _pair(there, cell, code)
    for cell in called(there, "documents"):
        if answers.is_code_of_manim(text(cell.value)):
            return _described(there, cell)
    if pair := _hidden(row, there):
        return pair
    for cell, value in programs:
        if MORE_THAN_WORDS.search(value):
            return _pair(there, cell, answers.unfenced(value))
    if any(True for kind in ("code", "answers", "documents") for _ in called(there, kind)):
        raise NoScene("no scene in it")
    raise ColumnsError(f"no code in it; its columns are {names(row)}")


def _of_exchange(turns: list[Turn], used: set[tuple[str, ...]], there: list[Cell]) -> _Pair:
    """The last program of an exchange, described by other columns if no turn asks for it."""
    description, code = asked_and_answered(turns)
    if not code:
        raise NoScene("no answer in this exchange holds a scene")
    if any(turn.role == "user" for turn in turns):
        return _Pair(description, code, used)
    return _pair([cell for cell in there if cell.path[:1] not in used], None, code, used)


def _continued(there: list[Cell]) -> _Pair | None:
    """A program that begins in the prompt and goes on in the answer, as in HumanEval."""
    beginnings = [cell for cell in called(there, "asked") if answers.looks_so(text(cell.value))]
    for begin in beginnings:
        for end in (cell for kind in ("code", "answers") for cell in called(there, kind)):
            code = text(begin.value) + text(end.value)
            if end.path != begin.path and text(end.value).strip() and answers.is_manim(code):
                left = [cell for cell in there if cell.path != begin.path]
                return _pair(left, None, code, {begin.path, end.path})
    return None


def _hidden(row: dict[str, Any], there: list[Cell]) -> _Pair | None:
    """A program in any other column, unless its name says that it was asked about or given."""
    but = frozenset([*lists()["asked"], *lists()["titles"], *lists()["given"]]) - {"text"}
    for column in row:
        if code := answers.anywhere({column: row[column]}, but):
            return _pair(there, None, code, {(column,)})
    return None


def _described(there: list[Cell], cell: Cell) -> _Pair:
    """A document, or just its program if another column describes it: what was asked, the input, or
    the title of a post."""
    document = text(cell.value)
    shown = answers.program(document) or answers.unfenced(document)
    also = ("input", "title") if cell.name == "body" else ("input",)
    inputs = [c for c in there if c.name in also]
    for kind, left in (("asked", there), ("titles", inputs)):
        pair = _pair(left, cell, shown, kinds=(kind,))
        if pair.description:
            return pair
    return _Pair("", document, {cell.path})


def _pair(
    there: list[Cell],
    code: Cell | None,
    program: str,
    places: set[tuple[str, ...]] | None = None,
    kinds: tuple[str, ...] = ("exchanges", "asked", "titles"),
) -> _Pair:
    """The program, found in a cell or in `places`, with the first words that describe it."""
    found_in = {code.path} if code else places or set()
    for cell in (cell for kind in kinds for cell in called(there, kind)):
        said = _words(cell.value)
        is_name = cell.name in ("user", "human") and NAME.fullmatch(said)
        if cell.path in found_in or is_placeholder(said) or is_name:
            continue
        used = {*found_in, cell.path}
        if cell.name in ("instruction", "instructions"):
            for more in (c for c in called(there, "titles") if c.name == "input"):
                if more.path not in found_in and text(more.value).strip():
                    said = f"{said}\n{text(more.value)}"
                used.add(more.path)
        return _Pair(_asked(said), program, used)
    top = (cell for cell in there if len(cell.path) == 1 and cell.path not in found_in)
    left = {cell.path[0]: cell.value for cell in top}
    return _Pair(_requests(left), program, found_in)


def _words(value: Any) -> str:
    """What was asked: a text, a user's turns, or the text in an object; "" if there is none."""
    if said := text(value):
        return said
    if said := _requests(value):
        return said
    inner = cells(value) if isinstance(value, dict) else []
    return next((said for cell in called(inner, "documents") if (said := text(cell.value))), "")


def _requests(value: Any) -> str:
    """What the user says in the turns of a value; "" if there are none."""
    return "\n\n".join(turn.said for turn in turns_in(value) if turn.role == "user")


def _asked(said: str) -> str:
    """What was asked, without the chat template around it."""
    turns = [turn for turn in templates.turns(said) if turn.role == "user" and turn.said]
    return "\n".join(turn.said for turn in turns) or said.strip()


def _mapped(row: dict[str, Any], there: list[Cell], columns: dict[str, str]) -> _Pair:
    values: dict[str, str] = {}
    used = set()
    for key, column in columns.items():
        cell = named(there, column)
        if cell is None:
            raise ColumnsError(f"no column {column}; its columns are {names(row)}")
        values[key] = text(cell.value)
        used.add(cell.path)
    description, code = values.pop("description", "").strip(), values.pop("code", None)
    if code is None:
        pair = _paired(row, there)
        return _Pair(description or pair.description, pair.code, used | pair.used, values)
    code = answers.program(code) or answers.unfenced(answers.without_thoughts(code))
    return _Pair(description, code, used, values)


def named(there: Iterable[Cell], column: str) -> Cell | None:
    """The cell of a column named by a user: exactly, or else ignoring case and signs; `a.b` is b
    inside a."""
    there = list(there)
    exact = (cell for cell in there if ".".join(map(str, cell.path)) == column)
    return next(exact, None) or next((c for c in there if c.name == plain(column)), None)


def names(row: dict[str, Any]) -> str:
    """The columns of a row, for a message."""
    return ", ".join(map(str, row)) or "none"


def _rest(
    row: dict[str, Any], used: set[tuple[str, ...]], facts: set[str], given: dict[str, Any]
) -> dict[str, Any]:
    """What is left of a row, with texts as they were given. If a part of an object was used, its
    other parts are left."""
    gone = {path[0] for path in used if len(path) == 1} | facts | set(KEYS)
    parted = {path[0] for path in used if len(path) == 2}
    rest = {
        key: given[key] if key not in parted and isinstance(given.get(key), str) else value
        for key, value in row.items()
        if key not in gone
    }
    for outer, inner in (path for path in used if len(path) == 2 and path[0] in rest):
        rest[outer] = {key: value for key, value in rest[outer].items() if key != inner}
        if not rest[outer]:
            del rest[outer]
    return rest


def unnamed_words(row: dict[str, Any]) -> list[str]:
    """The columns of a row that hold words under a name we do not know."""
    there = [cell for cell in cells(row) if len(cell.path) == 1]
    named = {cell.path for kind in ("code", "answers", "documents", "asked", "titles", "exchanges")
             for cell in called(there, kind)}  # fmt: skip
    facts = own(there)[1]
    return [
        str(cell.path[0])
        for cell in there
        if cell.path not in named and cell.path[0] not in facts and cell.path[0] not in KEYS
        and len(text(cell.value).split()) >= LEAST_WORDS
    ]  # fmt: skip
