"""Annotations of a normal form, which do not count for what is the same but for names."""

import re
from functools import lru_cache

from mdx.same.marks import INDENT, STRING, WORD

SET = b"\x05"  # the sign of equality where it gives a name a value
GONE = b"\x06"  # a string that does not count

MARKS = re.compile(rb"[()\[\]{},:=]|->|lambda(?<!%blambda)(?!%b)" % (WORD, WORD))
OPEN, CLOSE = (b"(", b"[", b"{"), (b")", b"]", b"}")
_HEADS = (b"def\x02", b"async\x02def\x02")


def without_annotations(text: bytes) -> bytes:
    """The text of a normal form without them, GONE for each string in one; SET gives parameters
    their values."""
    parts: list[bytes] = []
    done = 0
    while (colon := text.find(b":", done)) >= 0:
        start = text.rfind(b"\n", done, colon) + 1
        end = text.find(b"\n", colon)
        end = len(text) if end < 0 else end
        line = text[start:end]
        parts.append(text[done:start])
        if line.startswith(_HEADS):
            line = _plain_head(line)
        elif line[-1] != INDENT[0]:
            line = _plain_setting(line)
        parts.append(line)
        done = end
    return b"".join((*parts, text[done:]))


@lru_cache(1 << 10)
def _plain_head(line: bytes) -> bytes:
    """The line of a def without annotations; what gives a parameter a value is no keyword."""
    kept = []
    depth = start = lambdas = 0
    annotated = False
    for mark in MARKS.finditer(line):
        sign, at = mark[0], mark.start()
        outermost = depth == 1 and sign in (b",", b"=", b")")
        if outermost or (sign in (b":", b"->") and depth < 2 and not lambdas):
            kept.append(GONE * line.count(STRING, start, at) if annotated else line[start:at])
            start = at if sign in (b":", b"->") else mark.end()
            annotated = start == at and (depth == 1 or sign == b"->")
            if outermost:
                kept.append(SET if sign == b"=" else sign)
            elif not annotated:
                return b"".join((*kept, line[at:]))
        depth += (sign in OPEN) - (sign in CLOSE)
        lambdas += (sign == b"lambda") - (sign == b":" and lambdas > 0)
    return line


def _plain_setting(line: bytes) -> bytes:
    """The line without the annotation of what it sets."""
    depth = 0
    colon = end = -1
    for mark in MARKS.finditer(line):
        sign = mark[0]
        depth += (sign in OPEN) - (sign in CLOSE)
        if depth or sign in CLOSE:
            continue
        if sign == b"lambda":
            break
        if sign == b":" and colon < 0:
            colon = mark.start()
        elif sign == b"=":
            end = mark.start()
            break
    if colon < 0:
        return line
    end = end if end >= 0 else len(line.rstrip(b"\x03\x04"))
    return line[:colon] + GONE * line.count(STRING, colon, end) + line[end:]
