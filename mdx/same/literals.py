"""Numbers and strings as what they mean, however they are written.

The rules are those of https://docs.python.org/3/reference/lexical_analysis.html#literals; a number
is written as `repr` writes it.
"""

import re
from functools import lru_cache

from mdx.same.marks import WORD

NUL_IN_STRING = b"\xfe"  # stands for it: no UTF-8 has this byte
PREFIX = b"rRbBfFuU"

_PREFIX = re.compile(rb"(?<!%b)[rRbBfFuU]{1,2}\Z" % WORD)
# The first character before the look at what stands there: so the search skips to it in C.
_ODD_NUMBER = re.compile(
    rb"[0-9](?<![A-Za-z0-9_\x80-\xff.].)[0-9]*[._A-Za-z][0-9A-Za-z_.]*+(?:(?<=[eE])[+-][0-9_]+[jJ]?)?"
)
_NO_WHOLE = re.compile(rb"\.(?<![A-Za-z0-9_\x80-\xff.)\]}\x01].)(?=[0-9])")
_ESCAPE = re.compile(
    rb"\\(?:([\\'\"])|(\n)|([abfnrtv])|([0-7]{1,3})|x([0-9a-fA-F]{2})"
    rb"|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))"
)
_LETTERS = dict(zip(b"abfnrtv", (b"\a", b"\b", b"\f", b"\n", b"\r", b"\t", b"\v")))
_FIELD = re.compile(rb"\{\{|\{([^{}:!]*)")
_BRACKETED = re.compile(rb"\{\{|\{\(([^{}:!'\"]+)\)(?=[}:!])")
_OPEN, _CLOSE = b"()"
_BLANKS = re.compile(rb"(?<!%b) +| +(?!%b)" % (WORD, WORD))


def with_plain_numbers(text: bytes) -> bytes:
    """The text, each number in it as Python itself would write it."""
    return _ODD_NUMBER.sub(_plain_number, _NO_WHOLE.sub(b"0.", text))


def _plain_number(match: re.Match[bytes]) -> bytes:
    return _number(match[0])


@lru_cache(1 << 12)
def _number(digits: bytes) -> bytes:
    text = digits.decode().lower()
    try:
        if text.startswith(("0x", "0o", "0b")) or text.replace("_", "").isdigit():
            return b"%d" % int(text, 0)
        value = float(text.removesuffix("j"))
        if value in (float("inf"), float("nan")):
            return digits
        return (repr(value) + "j" * text.endswith("j")).encode()
    except ValueError:  # no number after all, or one of too many digits
        return digits


def value(before: bytes, body: bytes) -> tuple[bytes, bytes]:
    """The code before a string literal with the prefix as it counts, and what the string says.

    The prefix that is left is b, f or none: r and u are only about how it is written.
    """
    kind = b""
    raw = False
    if prefix := _PREFIX.search(before[-3:]):
        letters = prefix[0].lower()
        kind = b"b" if b"b" in letters else b"f" if b"f" in letters else b""
        raw = b"r" in letters
        before = before[: len(before) - len(letters)]
        before += kind
    if b"\\" in body and not raw:
        body = _unescaped(body, kind)
    if kind == b"f" and b" " in body and b"{" in body:
        body = _FIELD.sub(_without_blanks, body)
    if kind == b"f" and b"{(" in body:
        body = _BRACKETED.sub(_without_brackets, body)
    return before, body


def _unescaped(body: bytes, kind: bytes) -> bytes:
    def meant(escape: re.Match[bytes]) -> bytes:
        itself, newline, letter, octal, *hexadecimal = escape.groups()
        if itself or newline or letter:
            return itself or (b"" if newline else _LETTERS[letter[0]])
        code = int(octal, 8) if octal else int(next(filter(None, hexadecimal)), 16)
        if code > 0x10FFFF or (kind == b"b" and (code > 0x7F or len(escape[0]) > 4)):
            return escape[0]
        char = chr(code).encode("utf-8", "surrogatepass")
        if kind == b"f" and char in (b"{", b"}"):
            char += char
        return NUL_IN_STRING if char == b"\0" else char

    return _ESCAPE.sub(meant, body)


def _without_blanks(field: re.Match[bytes]) -> bytes:
    """What is in the braces of an f-string, up to its format, without blanks that say nothing."""
    return b"{" + _BLANKS.sub(b"", field[1]) if field[1] else field[0]


def _without_brackets(field: re.Match[bytes]) -> bytes:
    """The braces of an f-string without brackets around all that is in them."""
    depth = 0
    for sign in field[1] or b"":
        depth += (sign == _OPEN) - (sign == _CLOSE)
        if depth < 0:
            return field[0]
    return b"{" + field[1] if field[1] else field[0]


def joined(kinds: list[bytes], bodies: list[bytes]) -> tuple[bytes, bytes]:
    """Kind and contents of neighbouring literals as the one string that they are."""
    if b"f" not in kinds:
        return kinds[0], b"".join(bodies)
    doubled = (
        body if kind else body.replace(b"{", b"{{").replace(b"}", b"}}")
        for kind, body in zip(kinds, bodies, strict=True)
    )
    return b"f", b"".join(doubled)


def docstring(body: bytes) -> bytes:
    """A text of its own, however it is indented."""
    return b"\n".join(map(bytes.strip, body.strip().split(b"\n")))
