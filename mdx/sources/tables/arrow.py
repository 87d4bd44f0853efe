"""Rows of Parquet, Arrow and Feather files, batch by batch, without pictures and films."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from mdx.sources.rows.columns import Cell, called, plain
from mdx.sources.tree import Fault, Unreadable

BATCH = 256  # rows at once
PARQUET = b"PAR1"
# What has no place in a record, or none that JSON could hold.
NO_WORDS = re.compile(r"binary|timestamp|date|time|duration|decimal|halffloat|extension|map<")
BYTES = re.compile(r"(?:large_)?binary")
NUMBERS_ALONE = re.compile(r"(?:fixed_size_|large_)?list<[^<]*: (?:u?int|float|double|bool)")


def rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any]] | Fault]:
    """Each row with the columns that may hold words, including categories, lists and structs; bytes
    that are not UTF-8 make the row a fault."""
    try:
        import pyarrow
    except ImportError:
        raise Unreadable("reading it needs pyarrow: pip install 'mdx-tools[hf]'") from None
    is_parquet = stream.read(4) == PARQUET
    number = 0
    try:
        for batch in _parquet(stream) if is_parquet else _arrow(stream):
            for row in batch.to_pylist():
                number += 1
                try:
                    yield number, {name: _words(value) for name, value in row.items()}
                except UnicodeDecodeError:
                    yield Fault(str(number), "a column of bytes is not UTF-8")
    except (OSError, pyarrow.ArrowException) as error:
        raise Unreadable(f"no Parquet, Arrow or Feather: {error}") from None


def _parquet(stream: BinaryIO) -> Iterator[Any]:
    from pyarrow.parquet import ParquetFile

    file = ParquetFile(stream)
    yield from file.iter_batches(batch_size=BATCH, columns=_wanted(file.schema_arrow))


def _arrow(stream: BinaryIO) -> Iterator[Any]:
    """The batches of a file, or of a stream as the datasets library saves it."""
    import pyarrow
    from pyarrow import ipc

    try:
        file = ipc.open_file(stream)
        batches = (file.get_batch(n) for n in range(file.num_record_batches))
    except pyarrow.ArrowInvalid:
        stream.seek(0)
        file = ipc.open_stream(stream)
        batches = iter(file)
    wanted = _wanted(file.schema)
    for batch in batches:
        chosen = batch.select(wanted)
        for first in range(0, chosen.num_rows, BATCH):
            yield chosen.slice(first, BATCH)


def _words(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value


def _wanted(schema: Any) -> list[str]:
    return [field.name for field in schema if not _is_useless(field.name, str(field.type))]


def _is_useless(name: str, kind: str) -> bool:
    if BYTES.fullmatch(kind):  # of words, if they are called so
        cell = [Cell(plain(name), b"", (name,))]
        return not any(
            True for kind in ("code", "answers", "documents", "asked") for _ in called(cell, kind)
        )
    return bool(NO_WORDS.search(kind) or NUMBERS_ALONE.match(kind))
