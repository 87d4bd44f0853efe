"""Rows of CSV and TSV with any separator."""

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from mdx.sources.tables.encoding import encoding
from mdx.sources.tree import Unreadable

LONGEST_CELL = 64 << 20
SEPARATORS = ",;\t|"


def rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with the names in the first line as keys. The separator is whichever of comma,
    semicolon, tab and bar splits that line most often, or what Excel's `sep=` line says."""
    csv.field_size_limit(LONGEST_CELL)
    text = io.TextIOWrapper(stream, encoding(stream), newline="")
    try:
        head = text.readline()
        if head[:4].lower() == "sep=" and len(head.rstrip("\r\n")) == 5:
            separator, head = head[4], text.readline()
        else:
            separator = _separator(head)
        table = csv.reader(_from(head, text), delimiter=separator)
        names = next(table, [])
        for number, row in enumerate(filter(None, table), 1):
            yield number, dict(zip(names, row, strict=False))
    except csv.Error as error:
        raise Unreadable(f"no CSV: {error}") from None


def _from(head: str, text: Iterator[str]) -> Iterator[str]:
    yield head
    yield from text


def _separator(head: str) -> str:
    return max(SEPARATORS, key=lambda mark: len(next(csv.reader([head], delimiter=mark), [])))
