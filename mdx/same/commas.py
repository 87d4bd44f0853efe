"""Commas before a bracket that closes, where they mean nothing: f(a,) is f(a), [a, b,] is [a, b].

The comma of (a,) stays, which makes a tuple, and that of x[a,].
"""

import re
from functools import lru_cache

from mdx.same.marks import WORD, Unreadable

_LAST = re.compile(rb",[)\]}]")
_SIGN = re.compile(rb"([()\[\]{},])")
_VALUE = re.compile(rb"(?:%b|\x01)\Z" % WORD)
_KEYWORD = re.compile(
    rb"(?<![A-Za-z0-9_.\x80-\xff])(?:and|as|assert|async|await|del|elif|else|except|for|from|if|import"
    rb"|in|is|lambda|not|or|raise|return|try|while|with|yield)\Z"
)


def without_last(text: bytes) -> bytes:
    """The text of a normal form without them."""
    parts: list[bytes] = []
    done = 0
    for comma in _LAST.finditer(text):
        place = comma.start()
        if place < done:
            continue
        start = text.rfind(b"\n", done, place) + 1 or done
        end = text.find(b"\n", place)
        end = len(text) if end < 0 else end
        parts += (text[done:start], _line(text[start:end]))
        done = end
    return b"".join((*parts, text[done:]))


@lru_cache(1 << 12)
def _line(line: bytes) -> bytes:
    pieces = _SIGN.split(line)  # every other one is a sign
    opened: list[tuple[int, int]] = []
    commas = 0
    for i in range(1, len(pieces), 2):
        sign = pieces[i]
        if sign == b",":
            commas += 1
        elif sign in b"([{":
            opened.append((i, commas))
            commas = 0
        elif not opened:  # a semicolon has cut it off
            raise Unreadable
        else:
            opener, outer = opened.pop()
            is_last = pieces[i - 2] == b"," and not pieces[i - 1]
            if is_last and (commas > 1 or not _is_of_one(pieces, opener)):
                pieces[i - 2] = b""
            commas = outer
    return b"".join(pieces)


def _is_of_one(pieces: list[bytes], opener: int) -> bool:
    """Whether a comma behind one item says something: in brackets of a group or an index."""
    sign, before = pieces[opener], pieces[opener - 1]
    if sign == b"{":
        return False
    if before:
        is_value = bool(_VALUE.search(before) and not _KEYWORD.search(before))
    else:
        is_value = opener > 1 and pieces[opener - 2] in b")]}"
    return is_value == (sign == b"[")
