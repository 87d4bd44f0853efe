"""Records from bytes and back, each line with its place; knows no field names and no flags."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO
from typing import Any, Protocol, final

import orjson

from mdx.records.fields import Record
from mdx.records.packing import FIRST_BYTES, PACKED

BOM = b"\xef\xbb\xbf"
LF, CR = b"\n\r"
BLOCK = 1 << 17  # bytes read at once; with Python's 8 KiB long lines take twice the time
LONG = 2.0**63  # orjson reads integers of more than 64 bits as floats at least this large
EXPECTED = "expected an object, found {}"
NO_OBJECT = "{0} is not an object; jq 'del(.{0})' removes it"
JSON_NAMES = {
    dict: "an object", list: "a list", str: "a string", int: "a number", float: "a number",
    bool: "a boolean", type(None): "null",
}  # fmt: skip


class BadLine(ValueError):
    """A line that is not a record; the message says why."""


@final
class Line:
    """One record, its bytes with one final newline, and its place."""

    __slots__ = ("name", "number", "raw", "record")

    def __init__(self, name: str, number: int, raw: bytes, record: Record):
        self.name = name
        self.number = number
        self.raw = raw
        self.record = record

    @property
    def where(self) -> str:
        """The place, as in `corpus.jsonl:143`."""
        return f"{self.name}:{self.number}"

    def copy(self) -> Record:
        """A copy of the record to change and write, with integers of any length intact."""
        record = _exactly(self.raw, self.record)
        if isinstance(self.record, WithText):
            key = self.record.key
            return WithText(record, key, _exactly(record[key].encode(), self.record[key]))
        return record


class WithText(Record):
    """A record with an object that is text on input and output under one key: jq's `tojson` makes
    such records, for loaders that want one type per key."""

    def __init__(self, record: Record, key: str, held: Record):
        super().__init__(record | {key: held})
        self.key = key

    def as_text(self) -> Record:
        """The record with text in place of the object."""
        return self | {self.key: dumps(self[self.key])[:-1].decode()}


def _held(text: str) -> Record | None:
    """The object that this text is as JSON; None if it is not one."""
    try:
        return loads(text.encode())
    except (BadLine, UnicodeEncodeError):
        return None


def reread(raw: bytes, inner: str = "metadata") -> Record:
    """The record of a line from `lines`, again from its bytes alone."""
    record: Record = orjson.loads(raw)
    value = record.get(inner)
    if type(value) is str and (held := _held(value)) is not None:
        return WithText(record, inner, held)
    return record


def _exactly(raw: bytes, read: Record) -> Record:
    """A fresh copy of what was read from these bytes, with integers of any length."""
    try:
        is_long = _may_hold_long_integer(read)
    except RecursionError:
        is_long = True
    record: Record
    if is_long:
        import json

        with _all_levels():
            record = json.loads(raw)
    else:
        record = orjson.loads(raw)
    return record


def _may_hold_long_integer(value: Any) -> bool:
    """Checks what was read, which is many times faster than searching the bytes for digits."""
    kind = type(value)
    if kind is dict or kind is WithText:
        return any(map(_may_hold_long_integer, value.values()))
    if kind is list:
        return any(map(_may_hold_long_integer, value))
    return kind is float and not -LONG < value < LONG


def loads(raw: bytes) -> Record:
    """The object in these bytes; raises BadLine with the reason and the column."""
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadLine(_reason(raw, error)) from None
    if type(record) is not dict:
        raise BadLine(f"expected an object, found {JSON_NAMES[type(record)]}")
    return record


def _reason(raw: bytes, error: orjson.JSONDecodeError) -> str:
    if error.msg.startswith("Not enough memory"):
        raise MemoryError from None
    if fault := getattr(raw, "fault", ""):  # a truncated line, see mdx.work.feed
        return str(fault)
    try:
        raw.decode()
    except UnicodeDecodeError as fault:
        return f"not UTF-8 (byte {fault.start + 1})"
    message = error.msg.partition(":")[0]
    return f"invalid JSON: {message} (column {error.colno})"


def dumps(record: Record) -> bytes:
    """The record as one line of compact UTF-8 JSON, with its newline.

    Lone surrogates, which code may contain as escapes, become question marks.
    """
    if type(record) is WithText:
        record = record.as_text()
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # orjson cannot write integers of more than 64 bits, or 254 levels
        import json

        with _all_levels():
            text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        return text.encode(errors="replace") + b"\n"


@contextmanager
def _all_levels() -> Iterator[None]:
    """Lets the standard library go as deep as orjson, which reads 1,024 levels."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + 1_100)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def open_input(path: str) -> BufferedReader:
    """The bytes of a file, or of standard input for "-"; if compressed, as its first bytes or its
    name show, they are decompressed while reading."""
    # Not sys.stdin's buffer: while a thread waits in a read of that, its lock makes Python abort
    # at exit.
    file = sys.stdin.fileno() if path == "-" else path
    stream: BufferedReader = BufferedReader(open(file, "rb", 0, closefd=path != "-"), BLOCK)
    try:
        begin = stream.peek(1)[:1]
    except OSError as error:
        error.filename = display_name(path)
        raise
    if not begin:  # on a terminal, a second read would need a second Ctrl-D
        stream.close()
        return BufferedReader(BytesIO())
    if begin not in FIRST_BYTES and not path.endswith(PACKED):
        return stream
    from mdx.records import compressed

    packing, stream = compressed.packing(stream)
    if not packing and not path.endswith(PACKED):
        return stream
    return compressed.opened(display_name(path), stream, packing)


def display_name(path: str) -> str:
    """The name of this operand in places."""
    return "stdin" if path == "-" else os.fspath(path)


class Observer(Protocol):
    """Counts what is read, and is told of every bad line."""

    read: int

    def bad(self, where: str, reason: str, raw: bytes) -> None: ...


class _Strict:
    """An observer for files that must not have bad lines."""

    read = 0

    def bad(self, where: str, reason: str, raw: bytes) -> None:
        raise BadLine(f"{where}: {reason}")


def read(path: str, observer: Observer | None = None) -> Iterator[Line]:
    """Each record of a file, which may be compressed, with its place; "-" is standard input.

    Raises BadLine with the place of the first bad line, unless there is an observer to tell, and
    OSError if the file cannot be read.
    """
    with open_input(path) as stream:
        yield from lines(stream, display_name(path), observer or _Strict())


def lines(
    stream: Iterable[bytes], name: str, observer: Observer, inner: str | None = None
) -> Iterator[Line]:
    """Each record of a stream as a Line; the observer is told of every bad line, with its place.

    Blank lines, one byte order mark, CRLF and a missing last newline are not faults; a value under
    the key `inner` that is neither an object nor the text of one is. Every record of every command
    passes through this loop, so it does nothing that can be done once elsewhere.
    """
    parse = orjson.loads
    number = blank = 0
    try:
        for number, raw in enumerate(stream, 1):
            if number == 1 and raw.startswith(BOM):
                raw = raw.removeprefix(BOM)
            try:
                record = parse(raw)
            except orjson.JSONDecodeError as error:
                if raw.strip():
                    observer.bad(f"{name}:{number}", _reason(raw, error), raw)
                else:
                    blank += 1
                continue
            if type(record) is not dict:
                observer.bad(f"{name}:{number}", EXPECTED.format(JSON_NAMES[type(record)]), raw)
                continue
            value = record.get(inner)
            if type(value) is str and (held := _held(value)) is not None:
                record = WithText(record, inner or "", held)
            elif type(value) is not dict and value is not None:
                observer.bad(f"{name}:{number}", NO_OBJECT.format(inner), raw)
                continue
            if raw[-1] != LF or raw[-2] == CR:
                raw = raw.rstrip(b"\r\n") + b"\n"
            yield Line(name, number, raw, record)
    except OSError as error:
        error.filename = error.filename or name
        raise
    finally:
        observer.read += number - blank
