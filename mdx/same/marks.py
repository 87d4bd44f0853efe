"""The signs that a normal form is written with besides those of the code."""

STRING, GAP, INDENT, DEDENT, NUL = b"\x01", b"\x02", b"\x03", b"\x04", b"\x00"
# Begins what could not be read; a normal form begins with a newline or NUL, or is empty.
UNREADABLE = b"\xff"

WORD = rb"[A-Za-z0-9_\x80-\xff]"  # as a regular expression


class Unreadable(ValueError):
    """The text cannot be Python: a string without an end, brackets or blocks that do not match."""
