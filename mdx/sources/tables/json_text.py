"""Rows of JSON of any shape, read one by one: only one row is in memory at a time.

An array of rows; an object that holds one somewhere; an object that is a row; objects one after the
other, on lines or not; columns of rows, as pandas writes them; rows under their ids.
"""

import io
from collections.abc import Generator, Iterable, Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

import orjson

from mdx.records import jsonl
from mdx.sources.rows.answers import looks_so
from mdx.sources.rows.columns import (
    Cell,
    called,
    cells,
    is_exchange,
    is_row,
    is_turn,
    is_wrong,
    plain,
    text,
)
from mdx.sources.rows.threads import answering
from mdx.sources.rows.turns import turns_in
from mdx.sources.tables import json_lines
from mdx.sources.tree import Fault, Unreadable

Events = Iterator[tuple[str, Any]]
Json = dict[str, Any] | list[Any] | str | float | bool | None
BLANK_LINES = (b"\n", b"\r\n")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
LONGEST_HEAD = 1 << 26  # bytes of a first line that are looked at


def rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any]] | Fault]:
    """Each row with its number, or with its line's number in JSON Lines."""
    head = stream.readline(LONGEST_HEAD)
    if head.strip().endswith(b"}") and is_lines(head):
        yield from json_lines.rows(chain([head], stream))
    else:
        yield from parsed(_Whole(head, stream))


def lines(
    stream: BinaryIO, name: str, observer: jsonl.Observer, inner: str | None = None
) -> Iterator[jsonl.Line]:
    """Like `jsonl.lines`, but for JSON of any shape. The value under `inner` may be anything, since
    the rows may be anybody's."""
    try:
        heads = [stream.readline(LONGEST_HEAD)]
    except OSError as error:
        error.filename = error.filename or name
        raise
    while heads[-1] in BLANK_LINES:
        heads.append(stream.readline(LONGEST_HEAD))
    is_jsonl = is_lines(heads[-1])
    if heads[-1].strip() == b"{":  # of a long object, or a bad line?
        heads.append(stream.readline(LONGEST_HEAD))
        is_jsonl = heads[-1].lstrip().startswith(b"{")
    if is_jsonl:
        yield from answering(jsonl.lines(chain(heads, stream), name, observer))
        return
    try:
        for item in parsed(_Whole(b"".join(heads), stream)):
            observer.read += 1
            if isinstance(item, Fault):
                observer.bad(f"{name}:{item.where}", item.reason, item.raw)
                continue
            number, row = item
            yield jsonl.Line(name, number, jsonl.dumps(row), row)
    except Unreadable as error:
        observer.read += 1
        observer.bad(name, str(error), b"")


def is_lines(head: bytes) -> bool:
    """Whether a text with this first line is JSON Lines: the line is a row, or at least does not
    begin a value of several lines."""
    head = head.removeprefix(jsonl.BOM).strip()
    try:
        first = orjson.loads(head)
    except orjson.JSONDecodeError as error:
        if error.msg.startswith("unexpected content after") and head[:1] == b"{":
            return head.decode("utf-8", "replace")[error.pos : error.pos + 1] != "{"
        return not head.startswith((b"[{", *UTF16)) and not head.endswith((b"[", b"{", b",", b":"))
    if isinstance(first, list):
        return not (any(isinstance(item, dict | list) for item in first) or _is_pair(first))
    return not isinstance(first, dict) or not _holds_rows(first)


def _holds_rows(value: dict[str, Any]) -> bool:
    """Whether an object is not a row but a table of rows."""
    if is_exchange(value):
        return False
    return next(iter(_shaped(value)), value) is not value or any(
        _holds_rows(inner)
        if isinstance(inner, dict)
        else isinstance(inner, list) and _begins_rows(key, inner[:1], value)
        for key, inner in value.items()
        if not is_wrong(key)
    )


def _is_pair(items: list[Any]) -> bool:
    """Whether these are a question and an answer with a program, rather than two documents."""
    return (
        len(items) == 2
        and all(isinstance(item, str) for item in items)
        and looks_so(items[1])
        and not looks_so(items[0])
    )


def _begins_rows(key: str, items: list[Any], holder: dict[str, Any]) -> bool:
    """Whether the array under a key begins with a row, rather than with a turn of an exchange or
    one of several answers to what its holder asks."""
    first = items[0] if items else None
    if not isinstance(first, dict) or not is_row(first) or is_exchange({key: items}):
        return False
    is_answer = any(True for _ in called([Cell(plain(key), items, (key,))], "answers"))
    if is_answer and {turn.role for turn in turns_in(first)} == {"assistant"}:
        return False
    asks_itself = any(True for _ in called(cells(first), "asked"))
    return asks_itself or not any(
        text(cell.value).strip()
        for cell in called(cells(holder), "asked")
        if is_answer or cell.name != "description"  # which may describe the whole set
    )


def parsed(stream: Any) -> Iterator[tuple[int, dict[str, Any]] | Fault]:
    """The rows of JSON in a stream."""
    import ijson

    number = 0
    events = iter(ijson.basic_parse(stream, multiple_values=True, use_float=True))
    try:
        for number, value in enumerate(_rows(events), 1):
            if isinstance(value, dict):
                yield number, value
            else:
                yield Fault(str(number), f"no row but {type(value).__name__}")
    except (ijson.JSONError, UnicodeDecodeError) as error:
        words = " ".join(str(error).split("\n")[0].split())
        raise Unreadable(f"invalid JSON after {number} rows: {words}") from None
    except RecursionError:
        raise Unreadable(f"JSON nested too deeply after {number} rows") from None


class _Whole:
    """A stream whose first line has been read, from its beginning again, with UTF-16 as UTF-8."""

    def __init__(self, head: bytes, stream: BinaryIO):
        self.head = head.removeprefix(jsonl.BOM)
        self.stream: Any = stream
        if head.startswith(UTF16):
            self.head, rest = b"", io.BytesIO(head + stream.read())
            self.stream = io.BytesIO(rest.read().decode("utf-16").encode())

    def read(self, size: int = -1) -> bytes:
        if size == 0:  # ijson asks so whether it gets text or bytes
            return b""
        head, self.head = self.head, b""
        return head or bytes(self.stream.read(size))


def _rows(events: Events) -> Iterator[Json]:
    for event, value in events:
        if event == "start_array":
            items = _items(events)
            first = next(items, None)
            if is_turn(first):
                yield {"messages": [first, *items]}
            elif isinstance(first, str) and _is_pair(texts := [first, *islice(items, 2)]):
                yield {"messages": texts}
            elif isinstance(first, str):
                yield from _table(chain(texts, items))
            elif first is not None:
                yield from _table(chain([first], items))
        elif event == "start_map":
            held, has_rows = yield from _holder(events)
            if not has_rows:
                yield from _shaped(held)
        else:
            yield value


def _value(events: Events, event: str, value: Any) -> Any:
    if event == "start_map":
        return {key: _value(events, *next(events)) for _, key in iter(lambda: next(events), END)}
    return list(_items(events)) if event == "start_array" else value


END = ("end_map", None)


def _items(events: Events) -> Iterator[Any]:
    for event, value in events:
        if event == "end_array":
            return
        yield _value(events, event, value)


def _holder(events: Events) -> Generator[Json, None, tuple[dict[str, Any], bool]]:
    """Yields the rows of the arrays in an object; returns its other content and whether there were
    any rows."""
    held: dict[str, Any] = {}
    has_rows = False
    for _, key in iter(lambda: next(events), END):
        event, value = next(events)
        if is_wrong(key):  # such as a system prompt
            held[key] = _value(events, event, value)
            continue
        if event == "start_map":
            held[key], inner = yield from _holder(events)
            has_rows |= inner
            continue
        if event != "start_array":
            held[key] = value
            continue
        items = _items(events)
        first = next(items, None)
        if _begins_rows(key, [first], held):
            has_rows = True
            yield from chain([first], items)
        else:
            held[key] = [first, *items] if first is not None else list(items)
    return held, has_rows


def _table(items: Iterator[Any]) -> Iterator[Json]:
    """The rows of an array: objects, exchanges, texts, or lists below a list of names."""
    names: list[str] = []
    for item in items:
        if isinstance(item, list) and item and all(isinstance(cell, str) for cell in item):
            if names:
                yield dict(zip(names, item, strict=False))
            elif any("\n" in cell for cell in item):  # an exchange, not a list of names
                yield {"messages": item}
            else:
                names = item
        elif isinstance(item, list):
            yield dict(zip(names, item, strict=False)) if names else {"messages": item}
        else:
            yield {"text": item} if isinstance(item, str) else item


def _shaped(value: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The rows of an object that has no array of rows."""
    columns, data = value.get("columns"), value.get("data")
    if isinstance(columns, list) and isinstance(data, list):  # pandas' orient="split"
        return (dict(zip(map(str, columns), row, strict=False)) for row in data)
    inner = list(value.values())
    if is_exchange(value):
        return [value]
    if is_row(dict.fromkeys(value, "")):
        if all(isinstance(c, dict) and c.keys() == inner[0].keys() for c in inner):
            return ({k: column[n] for k, column in value.items()} for n in inner[0])
        if all(isinstance(c, list) and len(c) == len(inner[0]) for c in inner):
            return (dict(zip(value, cells, strict=True)) for cells in zip(*inner, strict=True))
    elif inner and all(isinstance(row, dict) and is_row(row) for row in inner):
        return inner
    return [value]
