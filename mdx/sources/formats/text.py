"""Decodes bytes as each format requires; raises Unreadable if they are not text."""

import codecs
import io
import re
import tokenize

from mdx.sources.tree import Unreadable

NEWLINE = re.compile(r"\r\n?")


def python(raw: bytes) -> str:
    """The text of a Python file by its own coding line (PEP 263); every line ends with \\n."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        text = raw.decode(encoding)
    except (SyntaxError, LookupError, UnicodeDecodeError) as error:
        raise Unreadable(f"cannot be decoded: {error}") from None
    return NEWLINE.sub("\n", text) if "\r" in text else text


def prose(raw: bytes) -> str:
    """The text of documentation: UTF-8, with signs for faults; lines end with \\n."""
    text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return NEWLINE.sub("\n", text)
