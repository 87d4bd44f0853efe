"""Detects the encoding of a table, or reports a fault if it is uncertain."""

import codecs
import io
import re
from typing import BinaryIO

from mdx.sources.tree import Unreadable

PIECE = 1 << 18
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
UTF8_SIGN = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
NOT_IN_CP1252 = re.compile(rb"[\0\x81\x8d\x8f\x90\x9d]")


def encoding(stream: BinaryIO) -> str:
    """The encoding of a stream, which is left at its start: UTF-8, UTF-16 or, if nothing in it is
    like UTF-8, cp1252, as Excel writes it. Raises Unreadable for any other."""
    head = stream.read(4)
    stream.seek(io.SEEK_SET)
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return _checked(stream, name)
    if len(head) == 4 and (head[1::2] == b"\0\0" or head[::2] == b"\0\0"):
        return _checked(stream, "utf-16-le" if head[1] == 0 else "utf-16-be")
    try:
        return _checked(stream, "utf-8")
    except Unreadable:
        if _is_cp1252(stream):
            return "cp1252"
        raise


def _checked(stream: BinaryIO, name: str) -> str:
    decoder = codecs.getincrementaldecoder(name)()
    done = 0
    try:
        while piece := stream.read(PIECE):
            decoder.decode(piece)
            done += len(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Unreadable(f"not {name.upper()} (near byte {done + error.start + 1})") from None
    finally:
        stream.seek(io.SEEK_SET)
    return name


def _is_cp1252(stream: BinaryIO) -> bool:
    """Whether these bytes may be cp1252 and are hardly damaged UTF-8."""
    try:
        while piece := stream.read(PIECE):
            if UTF8_SIGN.search(piece) or NOT_IN_CP1252.search(piece):
                return False
        return True
    finally:
        stream.seek(io.SEEK_SET)
