"""Coarse forms of Python code: texts with one normal form have one coarse form.

It takes a tenth of the time that a normal form takes, and few codes need that as well: those whose
coarse form was there before. It is the letters of the code, strings and all, less those that depend
on how strings, numbers and `else` are written. Comments and imports do not count. With digits it
takes longer, and tells more code apart.
"""

import re
from functools import lru_cache

from mdx.same import literals
from mdx.same.marks import NUL, STRING, UNREADABLE, Unreadable
from mdx.same.normal_form import IMPORTS, normal, readable, without_strings
from mdx.same.statements import with_plain_layout

# Not those of prefixes of strings, of escapes, of numbers and of `elif`.
_LETTERS = b"ghiklmpqwyzGHIKLMNPQSTVWYZ"
# Where no number is odd also those that are odd in numbers; but not the zeros that may end one.
_DIGITS = b"cdoxACDEOX123456789"
_NO_LETTERS, _NO_LETTERS_NOR_DIGITS = (
    bytes(set(range(256)).difference(counted)) for counted in (_LETTERS, _LETTERS + _DIGITS)
)
# An import on lines of its own; its group is there where more stands on them.
_IMPORT_LINE = re.compile(
    rb"\n[ \t\f]*+(?:import|from)\b(?:%b(?:\(%b\)%b)?+(?=\n|\Z)|())"
    % (rb"[^\n()\[\]{};:]*+", rb"[^()\[\]{};:]*+", rb"[^\n()\[\]{};:]*+")
)
# What may begin an import behind other code. The words come first, so that C finds them.
_INNER_IMPORT = re.compile(rb"import\b(?<=[:;( \t\f]import)")
_INNER_FROM = re.compile(rb"from\b(?<=[:;( \t\f]from)")
_BRACKETS_ALIKE = bytes.maketrans(b"[]{}", b"()()")
_NO_BRACKET = bytes(set(range(256)) - set(b"()[]{}"))
_ESCAPED = re.compile(rb"\\(?:[0-7]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")
# A number that a normal form might write with other digits: one with a base, an exponent or
# underscores, that is very small, or that has very many digits.
_ALIKE = bytes.maketrans(b"123456789ExXoObB", b"000000000e" + b"x" * 6)
_ODD_NUMBER = re.compile(rb"0(?:[xe]|_0|\.e|000(?:(?<=\.0000)|0{9}))")


def letters(code: str) -> bytes:
    """The coarse form."""
    return _told(code, with_digits=False)


@lru_cache(1)  # who asks for it, and then adds it
def letters_and_digits(code: str) -> bytes:
    """The coarse form with digits."""
    return _told(code, with_digits=True)


def of_normal(form: bytes, with_digits: bool) -> bytes:
    """The coarse form of code that has this normal form."""
    if form.startswith(UNREADABLE):
        return form
    text, *strings = form.split(NUL)
    text = _filled(IMPORTS.sub(_strings_alone, text), strings)
    return text.translate(None, _NO_LETTERS_NOR_DIGITS if with_digits else _NO_LETTERS)


def _told(code: str, with_digits: bool) -> bytes:
    raw = code.encode("utf-8", "surrogatepass")
    text = None
    if not (with_digits and _has_odd_numbers(raw)):
        text = _with_strings_as_they_stand(raw)
    if text is None:
        try:
            text = _with_strings_as_meant(readable(raw), with_digits)
        except Unreadable:
            return UNREADABLE + raw
    if text is None:
        return of_normal(normal(code), with_digits)
    return text.translate(None, _NO_LETTERS_NOR_DIGITS if with_digits else _NO_LETTERS)


def _with_strings_as_they_stand(raw: bytes) -> bytes | None:
    """The text without imports, if neither comments nor how its literals are written matter."""
    if b"#" in raw or b"\r" in raw or raw.startswith(b"\xef\xbb\xbf"):
        return None
    if b"\\" in raw and (b"\\\n" in raw or _ESCAPED.search(raw)):
        return None
    first = min((raw + b"'").find(b"'"), (raw + b'"').find(b'"'))
    head = raw[: raw.rfind(b"\n", 0, first) + 1]
    rest = raw[len(head) :]
    if b"import" in rest or b"from" in rest:  # maybe in a string
        return None
    alone = _without_imports(head)
    return None if alone is None else alone + rest


def _with_strings_as_meant(raw: bytes, with_digits: bool) -> bytes | None:
    """The same of any text; None if it takes a normal form to tell which lines are imports."""
    text, strings = without_strings(raw)
    if b"\\" in text:  # without any, blanks and tabs are left out anyway
        text = with_plain_layout(text)
    if with_digits and _has_odd_numbers(text):
        text = literals.with_plain_numbers(text)
    alone = _without_imports(text)
    return None if alone is None else _filled(alone, strings)


def _has_odd_numbers(text: bytes) -> bool:
    """Whether there are any, or what looks like them."""
    return bool(_ODD_NUMBER.search(text.translate(_ALIKE)))


def _without_imports(text: bytes) -> bytes | None:
    """A text without strings less its imports; None if any stands where few do."""
    if b"import" not in text and b"from" not in text:
        return text
    text = b"\n" + text
    parts: list[bytes] = []
    done = 0
    for line in _IMPORT_LINE.finditer(text):
        before = text[done : line.start()]
        brackets = before.translate(_BRACKETS_ALIKE, _NO_BRACKET)
        if line[1] is not None or 2 * brackets.count(b"(") != len(brackets):
            return None
        parts += (before, _strings_alone(line))
        done = line.end()
    rest = b"".join((*parts, text[done:]))
    return None if _INNER_IMPORT.search(rest) or _INNER_FROM.search(rest) else rest


def _strings_alone(imports: re.Match[bytes]) -> bytes:
    return STRING * imports[0].count(STRING)


def _filled(text: bytes, strings: list[bytes]) -> bytes:
    """The text with the strings in their places."""
    pieces = text.split(STRING)
    filled = [*pieces, *strings]
    filled[::2], filled[1::2] = pieces, strings
    return b"".join(filled)
