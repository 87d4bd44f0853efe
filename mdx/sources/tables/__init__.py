"""Files of rows, one module per format: `rows(stream)` yields each row with its number from 1, or a
Fault if it is no row, and raises Unreadable if there is no such table at all.
"""

import io
from collections.abc import Iterator
from importlib import import_module
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from mdx.records import compressed
from mdx.sources.tree import PACKED, TABLES, Fault, Unreadable

IN_MEMORY = 16 << 20  # bytes of an unpacked table; more goes to a temporary file
Rows = Iterator[tuple[int, dict[str, Any]] | Fault]


def rows(stream: BinaryIO, path: str) -> Rows:
    """The rows of a table, decompressed, in the format that its name says, or else as JSON."""
    packing = next((ending for ending in PACKED if ending and path.endswith(ending)), "")
    name = path.removesuffix(packing)
    format = next((f for ending, f in TABLES.items() if name.endswith(ending)), "json_text")
    try:
        if packing:
            stream = _unpacked(stream, path)
        if format == "json_lines" and _begins_with_array(stream):  # an exchange a line, say
            format = "json_text"
        yield from import_module(f"mdx.sources.tables.{format}").rows(stream)
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from None


def _begins_with_array(stream: BinaryIO) -> bool:
    head = stream.read(64)
    stream.seek(io.SEEK_SET)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


def _unpacked(stream: BinaryIO, path: str) -> BinaryIO:
    """The content of a compressed file as a seekable stream."""
    kept = cast(BinaryIO, SpooledTemporaryFile(IN_MEMORY))
    with compressed.opened(path, stream) as unpacked:
        while piece := unpacked.read(1 << 18):
            kept.write(piece)
    kept.seek(io.SEEK_SET)
    return kept
