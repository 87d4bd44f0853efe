"""The normal form of Python code: its tokens, whatever comments, layout and quotes they stand in.

Two texts have one normal form only if they say the same: comments, blank lines, line breaks inside
brackets, the width of an indentation, how strings and numbers are written, brackets and commas that
mean nothing, statements that share a line and the order of neighbouring imports do not count. It is
made from bytes by a handful of passes that run in C, because `tokenize` reads about one megabyte a
second. The rules are those of https://docs.python.org/3/reference/lexical_analysis.html.

The form, for those who read it: logical lines, each begun by a newline; no blanks but GAP where
two words would otherwise run together; INDENT and DEDENT before the newline where a block begins
or ends; STRING where a string literal stood, whose contents follow after the last line, each
begun by NUL.
"""

import re
from functools import lru_cache
from itertools import chain, islice

from mdx.same import literals
from mdx.same.marks import DEDENT, GAP, INDENT, NUL, STRING, UNREADABLE, WORD, Unreadable
from mdx.same.statements import statements

_SHORT = re.compile(rb"""\"(?:[^"\\\n]++|\\.)*+\"|'(?:[^'\\\n]++|\\.)*+'""", re.DOTALL)
_LONG = re.compile(
    rb"""\"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]++|\\.|'(?!''))*+'''""", re.DOTALL
)
_SHORTEST, _LONGEST = 1 << 11, 1 << 16  # bytes of a part
# As numbers: to look for one in bytes takes a seventh of the time that one byte in bytes takes.
_NEWLINE, _COMMENT, _DOUBLE, _SINGLE = _MARKS = b"\n#\"'"
_BACKSLASH, _RETURN, _COMMA, _BRACKET = b"\\\r,("
_TRIPLE = (b'"""', b"'''")
_NEVER = bytes(set(range(32)) - set(b"\t\n\f\r")) + b"\x7f"
_IMPORT = rb"\n(?:import|from)\b[^\n\x03\x04]*"
IMPORTS = re.compile(rb"%b(?:%b)*" % (_IMPORT, _IMPORT))
_IMPORTED = re.compile(rb"(\nfrom\b[^\n;()]*?\bimport)\x02?\(?([^\n;()*]+)\)?")
_NEIGHBOURS = re.compile(rb"(?:(?<!%b)[bf])?\x01(?:[bf]?\x01)++" % WORD)
_STRINGS_MEET = re.compile(rb"\x01[bf]?\x01")
_DOCSTRING = re.compile(rb"\n\x01(?=[\n\x04]|\Z)")


@lru_cache(1)  # who groups by code also looks for leaks
def normal(code: str) -> bytes:
    """The normal form; for code that does not tokenise, UNREADABLE and the bytes as they are."""
    raw = code.encode("utf-8", "surrogatepass")
    try:
        return _normal(raw)
    except Unreadable:
        return UNREADABLE + raw


def _normal(raw: bytes) -> bytes:
    raw = readable(raw)
    *helpers, last = _parts(raw)
    try:
        forms = [*map(_helper, helpers), _form(last)]
    except Unreadable:
        if not helpers:
            raise
        forms = [_form(raw)]  # a string holds what looks like a class
    text = b"".join([text for text, _ in forms]).rstrip(DEDENT)
    return NUL.join((text, *chain.from_iterable(strings for _, strings in forms)))


def _parts(raw: bytes) -> list[bytes]:
    """The text, cut before classes at the margin; but for the last part none is long or short.

    Where one begins, no string and no bracket is open, or the part before it cannot be read.
    """
    parts = []
    done = at = 0
    while (at := raw.find(b"\nclass ", max(at + 1, done + _SHORTEST))) >= 0:
        if at - done <= _LONGEST:
            parts.append(raw[done:at])
            done = at
    return [*parts, raw[done:]]


def _form(raw: bytes) -> tuple[bytes, list[bytes]]:
    """The form of a text, with all its blocks ended, and the contents of its strings."""
    text, strings = without_strings(raw)
    text = _with_sorted_imports(statements(text))
    if _STRINGS_MEET.search(text):
        text, strings = _joined_strings(text, strings)
    if b"\n\x01" in text:
        _clean_docstrings(text, strings)
    return text + DEDENT * (text.count(INDENT) - text.count(DEDENT)), strings


_helper = lru_cache(256)(_form)  # scenes of one file carry the same ones along


def readable(raw: bytes) -> bytes:
    """The text with newlines alone at the ends of lines, and no control character in it.

    Raises Unreadable.
    """
    if len(raw.translate(None, _NEVER)) < len(raw):
        raise Unreadable
    if _RETURN in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw.removeprefix(b"\xef\xbb\xbf")


def without_strings(raw: bytes) -> tuple[bytes, list[bytes]]:
    """The text without comments and with STRING for strings; the strings' contents in order.

    It takes one that is `readable`; raises Unreadable. A third of the time that a normal form takes
    goes here, so each step is worth its lines.
    """
    parts: list[bytes] = []
    strings: list[bytes] = []
    size = len(raw)
    raw += _MARKS  # so that each is found, at the end if nowhere else
    find = raw.find
    done = 0
    comment, double, single = find(_COMMENT), find(_DOUBLE), find(_SINGLE)
    while True:
        start = double if double < single else single
        if start < comment:
            parts.append(raw[done:start])
            end = find(raw[start], start + 1)
            body = raw[start + 1 : end]
            if not body or raw[end - 1] == _BACKSLASH or _NEWLINE in body:
                body, end = _string(raw, start)
            parts.append(STRING)
            if end >= size:
                raise Unreadable
            strings.append(body)
            done = end + 1
            if comment < done:
                comment = find(_COMMENT, done)
        elif comment < size:
            parts.append(raw[done:comment])
            done = find(_NEWLINE, comment)
            comment = find(_COMMENT, done)
        else:
            break
        double = find(_DOUBLE, done) if double < done else double
        single = find(_SINGLE, done) if single < done else single
    parts.append(raw[done:size])
    strings = _as_meant(parts, strings)
    return b"".join(parts), strings


def _string(raw: bytes, start: int) -> tuple[bytes, int]:
    """The contents of the string literal that begins with this quote, and its last quote."""
    quote = raw[start : start + 3]
    if quote not in _TRIPLE:
        literal, size = _SHORT.match(raw, start), 1
    else:
        end = raw.find(quote, start + 3)
        body = raw[start + 3 : end]
        if end >= 0 and _BACKSLASH not in body:
            return body, end + 2
        literal, size = _LONG.match(raw, start), 3
    if not literal:
        raise Unreadable
    return raw[start + size : literal.end() - size], literal.end() - 1


def _as_meant(parts: list[bytes], strings: list[bytes]) -> list[bytes]:
    """The strings by what they say; their prefixes in the parts before them, too."""
    meant = []
    bodies = iter(strings)
    for i, part in enumerate(parts):
        if part is STRING:
            body, before = next(bodies), parts[i - 1]
            if _BACKSLASH in body or (before and before[-1] in literals.PREFIX):
                parts[i - 1], body = literals.value(before, body)
            meant.append(body)
    return meant


def _joined_strings(text: bytes, strings: list[bytes]) -> tuple[bytes, list[bytes]]:
    """The same with one string for those that stand side by side."""
    joined: list[bytes] = []
    parts: list[bytes] = []
    done = 0
    left = iter(strings)
    for run in _NEIGHBOURS.finditer(text):
        before = text[done : run.start()]
        joined += islice(left, before.count(STRING))
        kinds = run[0].split(STRING)[:-1]
        kind, body = literals.joined(kinds, list(islice(left, len(kinds))))
        parts += (before, kind, STRING)
        joined.append(body)
        done = run.end()
    return b"".join((*parts, text[done:])), joined + list(left)


def _clean_docstrings(text: bytes, strings: list[bytes]) -> None:
    """Takes away how texts of their own are indented."""
    number = done = 0
    for docstring in _DOCSTRING.finditer(text):
        number += text.count(STRING, done, docstring.end())
        done = docstring.end()
        strings[number - 1] = literals.docstring(strings[number - 1])


def _with_sorted_imports(text: bytes) -> bytes:
    last = text.rfind(b"import")  # a word of each
    if last < 0:
        return text
    head, newline, rest = text[last:].partition(b"\n")
    return IMPORTS.sub(_sorted_lines, text[:last] + head) + newline + rest


def _sorted_lines(imports: re.Match[bytes]) -> bytes:
    """Neighbouring imports in alphabetical order, and so the names in each."""
    lines = [b"\n" + line for line in imports[0].split(b"\n")[1:]]
    if _COMMA in imports[0] or _BRACKET in imports[0]:
        lines = [_IMPORTED.sub(_sorted_names, line) for line in lines]
    return b"".join(sorted(lines))


def _sorted_names(line: re.Match[bytes]) -> bytes:
    names = sorted(name for name in line[2].split(b",") if name)
    return line[1] + GAP + b",".join(names)
