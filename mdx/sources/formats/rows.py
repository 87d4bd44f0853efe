"""Rows of published data sets: which of their fields is the code, and which the words for it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, BinaryIO, NamedTuple

from mdx.records import jsonl
from mdx.scenes.syntax import SyntaxFault, parse
from mdx.sources.formats import markdown
from mdx.sources.formats.example import SCENE, imports_something
from mdx.sources.tree import Fault, Unreadable

# Fields as sets for fine-tuning name them: what was asked, what was answered.
ASKED = ("description", "instruction", "prompt", "question", "query")
ANSWERED = ("code", "output", "completion", "response", "answer", "python_code")
PAIRS = (*product(ASKED, ANSWERED), ("description", "content"), ("description", "text"),
         ("input", "output"))  # fmt: skip
EXCHANGES = ("messages", "conversations", "conversation")  # OpenAI's name, ShareGPT's names
ASKS, ANSWERS = ("user", "human"), ("assistant", "gpt", "model", "bot")
DOCUMENTS = ("code", "content", "text", "python_code", "output")
OURS = ("description", "code", "source", "metadata")
LINE_MAX = 64 << 20


class Row(NamedTuple):
    """What a row says. Without a description its code is a document, to cut scenes out of."""

    description: str
    code: str
    words: dict[str, str]  # metadata keys
    rest: dict[str, Any]  # fields of the row that are not ours, and stay


class ColumnsError(ValueError):
    """A row that lacks what it should have; the message names what it has."""


def understood(row: dict[str, Any], columns: dict[str, str] | None) -> Row:
    """The row by a map from our keys to its columns, or, without one, by its own names."""
    if columns:
        return _mapped(row, columns)
    if (exchange := _exchange(row)) is not None:
        return exchange
    for asked, answered in PAIRS:
        if _has_text(row, answered) and isinstance(row.get(asked), str):
            extra = row.get("input") if asked == "instruction" else ""
            words = "\n".join(part for part in (row[asked], _text(extra)) if part)
            return Row(words.strip(), unfenced(row[answered]), {}, _rest(row, asked, answered))
    for key in DOCUMENTS:
        if _has_text(row, key):
            return Row("", unfenced(row[key]), {}, _rest(row, key))
    raise ColumnsError(f"no code in it; its columns are {_names(row)}")


def _mapped(row: dict[str, Any], columns: dict[str, str]) -> Row:
    absent = [column for column in columns.values() if column not in row]
    if absent:
        raise ColumnsError(f"no column {', '.join(absent)}; its columns are {_names(row)}")
    told = {key: _text(row[name]) for key, name in columns.items()}
    return Row(told.pop("description", "").strip(), unfenced(told.pop("code", "")), told, {})


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _names(row: dict[str, Any]) -> str:
    return ", ".join(map(str, row)) or "none"


def _rest(row: dict[str, Any], *used: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in (*used, *OURS)}


def _has_text(row: dict[str, Any], key: str) -> bool:
    return isinstance(row.get(key), str) and bool(row[key].strip())


def _exchange(row: dict[str, Any]) -> Row | None:
    """What was asked last before the last answer that holds code, or else speaks of some."""
    turns = next((row[key] for key in EXCHANGES if isinstance(row.get(key), list)), None)
    if turns is None:
        return None
    asked = ""
    found, is_sure = None, False
    for turn in turns:
        if not isinstance(turn, dict):
            continue
        speaker = str(turn.get("role", turn.get("from", ""))).lower()
        said = turn.get("content", turn.get("value", ""))
        said = said if isinstance(said, str) else ""
        if speaker in ASKS:
            asked = said
        elif speaker in ANSWERS and ("class " in said or "import" in said):
            looks_so = imports_something(said) or SCENE.search(said) is not None
            if looks_so or not is_sure:
                found = Row(asked.strip(), unfenced(said), {}, _rest(row, *EXCHANGES))
                is_sure = looks_so
    if found is None:
        raise ColumnsError("no answer in this exchange holds code")
    return found


def unfenced(code: str) -> str:
    """The code out of its Markdown fences, of several the longest; without fences that hold
    anything, itself, and where it is Python as it stands: those are in a docstring."""
    if ("```" not in code and "~~~" not in code) or _is_python(code):
        return code
    blocks = [block for block in markdown.blocks(code) if block[1].strip()]
    python = [block for language, block, _, _ in blocks if language in markdown.PYTHON]
    return max(python or [block for _, block, _, _ in blocks], key=len, default=code)


def _is_python(code: str) -> bool:
    try:
        return bool(parse(code))
    except SyntaxFault:
        return False


def read(
    stream: BinaryIO, path: str, columns: dict[str, str] | None
) -> Iterator[tuple[int, dict[str, Any]] | Fault]:
    """The rows of a table in the format that its name tells, each with its number from 1.

    Raises Unreadable where it is no table, ColumnsError where a column is not there.
    """
    if path.endswith(".parquet"):
        return parquet(stream, columns.values() if columns else None)
    return table(stream) if path.endswith(".csv") else lines(stream, path)


def lines(stream: BinaryIO, path: str) -> Iterator[tuple[int, dict[str, Any]] | Fault]:
    """Rows of a .jsonl file; bad lines are faults."""
    told = Faults()
    for line in jsonl.lines(stream, path, told):
        yield from told.taken()
        yield line.number, line.record
    yield from told.taken()


class Faults:
    """Hears of bad lines (a jsonl.Witness), until they are taken."""

    def __init__(self) -> None:
        self.read = 0
        self._heard: list[Fault] = []

    def bad(self, where: str, reason: str, raw: bytes) -> None:
        self._heard.append(Fault(where, reason, raw))

    def taken(self) -> list[Fault]:
        """The faults since the last time."""
        heard, self._heard = self._heard, []
        return heard


def table(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of a .csv file whose first line names the columns."""
    csv.field_size_limit(LINE_MAX)
    text = io.TextIOWrapper(stream, "utf-8-sig", "replace", newline="")
    try:
        for number, row in enumerate(csv.DictReader(text), 1):
            yield number, {key: value for key, value in row.items() if key is not None}
    except csv.Error as error:
        raise Unreadable(f"no CSV: {error}") from None


def parquet(
    stream: BinaryIO, columns: Iterable[str] | None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of a .parquet file, batch by batch: only these columns, or only those of text.

    Raises ColumnsError where a column is not there.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise Unreadable("reading parquet needs pyarrow: pip install 'mdx-tools[hf]'") from None
    try:
        file = pyarrow.parquet.ParquetFile(stream)
    except (OSError, pyarrow.ArrowException) as error:
        raise Unreadable(f"no parquet: {error}") from None
    there = file.schema_arrow
    wanted = sorted(set(columns)) if columns else [f.name for f in there if _is_text(f.type)]
    if absent := [name for name in wanted if name not in there.names]:
        names = ", ".join(there.names)
        raise ColumnsError(f"no column {', '.join(absent)}; its columns are {names}")
    number = 0
    for batch in file.iter_batches(batch_size=256, columns=wanted):
        for row in batch.to_pylist():
            number += 1
            yield number, row


def _is_text(kind: Any) -> bool:
    """Text, or a list of objects, as exchanges are; not the pictures and films that come along."""
    words = str(kind)
    return "binary" not in words and re.match(r"(large_)?(string|list|utf8)", words) is not None
