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
from itertools import islice
from operator import sub

from mdx.same import brackets, literals

STRING, GAP, INDENT, DEDENT, NUL = b"\x01", b"\x02", b"\x03", b"\x04", b"\x00"
# Begins what could not be read; a normal form begins with a newline or NUL, or is empty.
UNREADABLE = b"\xff"

WORD = rb"[A-Za-z0-9_\x80-\xff]"
_SHORT = re.compile(rb"""\"(?:[^"\\\n]++|\\.)*+\"|'(?:[^'\\\n]++|\\.)*+'""", re.DOTALL)
_LONG = re.compile(
    rb"""\"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]++|\\.|'(?!''))*+'''""", re.DOTALL
)
_DEEPEST = 200  # brackets in brackets, as CPython's tokenizer has it (MAXLEVEL)
# As numbers: to look for one in bytes takes a seventh of the time that one byte in bytes takes.
_NEWLINE, _COMMENT, _DOUBLE, _SINGLE = _MARKS = b"\n#\"'"
_BACKSLASH, _RETURN, _TAB, _FEED, _COMMA, _BRACKET = b"\\\r\t\f,("
_TRIPLE = (b'"""', b"'''")
_NEVER = bytes(set(range(32)) - set(b"\t\n\f\r")) + b"\x7f"
_BRACKETS_ALIKE = bytes.maketrans(b"[]{}", b"()()")
_NO_BRACKET = bytes(set(range(256)) - set(b"()[]{}\n"))
_BETWEEN_WORDS = re.compile(rb" (?<=%b ) *(?=%b)" % (WORD, WORD))
# The indentation of a line that says nothing before it goes on in the next one is what counts.
_CONTINUED_BLANK = re.compile(rb"\n([ \t]*+)\\\n[ \t]*+")
_FORM_FEED = re.compile(rb"(?m)^[ \t]*\f")
_IMPORT = rb"\n(?:import|from)\b[^\n\x03\x04]*"
IMPORTS = re.compile(rb"%b(?:%b)*" % (_IMPORT, _IMPORT))
_IMPORTED = re.compile(rb"(\nfrom\b[^\n;()]*?\bimport)\x02?\(?([^\n;()*]+)\)?")
_NEIGHBOURS = re.compile(rb"(?:(?<!%b)[bf])?\x01(?:[bf]?\x01)++" % WORD)
_COMPOUND = rb"(?:if|elif|else|while|for|try|except|finally|with|def|class|async)(?!%b)" % WORD
_ONE_LINE = re.compile(rb"\n%b[^\n\x03\x04]*+(?<!:)(?=[\n\x04]|\Z)" % _COMPOUND)
_STRINGS_MEET = re.compile(rb"\x01[bf]?\x01")
_DOCSTRING = re.compile(rb"\n\x01(?=[\n\x04]|\Z)")
_LAST_SEMICOLON = re.compile(rb";+(?=[\n\x03\x04]|\Z)")
_ELSE_IF = b"\nelse:\x03\nif"
_BLOCKS = re.compile(rb"[\x03\x04]|\n(?:(?:elif|else)(?!%b))?" % WORD)
_COLON = re.compile(rb"[()\[\]{}]|:(?!=)|(?<!%b)lambda(?!%b)" % (WORD, WORD))


class _Unreadable(ValueError):
    """The text cannot be Python: a string without an end, brackets or blocks that do not match."""


@lru_cache(1)  # who groups by code also looks for leaks
def normal(code: str) -> bytes:
    """The normal form; for code that does not tokenise, UNREADABLE and the bytes as they are."""
    raw = code.encode("utf-8", "surrogatepass")
    try:
        return _normal(raw)
    except _Unreadable:
        return UNREADABLE + raw


def _normal(raw: bytes) -> bytes:
    text, strings = _without_strings(_plain(raw))
    text = _marked(_logical_lines(literals.with_plain_numbers(_blank(text))))
    text = _BETWEEN_WORDS.sub(GAP, text).translate(None, b" ")
    text = _with_sorted_imports(brackets.without_idle(_a_statement_a_line(text)))
    if _STRINGS_MEET.search(text):
        text, strings = _joined_strings(text, strings)
    if b"\n\x01" in text:
        _clean_docstrings(text, strings)
    return NUL.join((text, *strings))


def _plain(raw: bytes) -> bytes:
    """The text with newlines alone at the ends of lines, and no control character in it."""
    if len(raw.translate(None, _NEVER)) < len(raw):
        raise _Unreadable
    if _RETURN in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw.removeprefix(b"\xef\xbb\xbf")


def _without_strings(raw: bytes) -> tuple[bytes, list[bytes]]:
    """The text without comments and with STRING for strings; the strings' contents in order.

    A third of the time that a normal form takes goes here, so each step is worth its lines.
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
                raise _Unreadable
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
        raise _Unreadable
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


def _a_statement_a_line(text: bytes) -> bytes:
    """The text with each statement on a line of its own, and each block indented."""
    text = _ONE_LINE.sub(_as_block, text)
    if b";" in text:
        text = _LAST_SEMICOLON.sub(b"", text).replace(b";", b"\n")
    text = text.rstrip(DEDENT)
    at = len(text)
    while (at := text.rfind(_ELSE_IF, 0, at)) >= 0:
        text = _with_elif(text, at)
    return text


def _with_elif(text: bytes, at: int) -> bytes:
    """The text with `elif` for the `else` here, if there is nothing but an `if` in its block."""
    depth = 1
    start = at + len(_ELSE_IF)
    for mark in _BLOCKS.finditer(text, start):
        if mark[0] == INDENT:
            depth += 1
        elif mark[0] != DEDENT:
            if depth == 1 and mark[0] == b"\n":
                return text
        elif (depth := depth - 1) == 0:
            return text[:at] + b"\nelif" + text[start : mark.start()] + text[mark.end() :]
    return text[:at] + b"\nelif" + text[start:]


def _as_block(line: re.Match[bytes]) -> bytes:
    depth = lambdas = 0
    for mark in _COLON.finditer(line[0]):
        if mark[0] == b"lambda":
            lambdas += not depth
        elif mark[0] == b":":
            if depth:
                continue
            if lambdas:
                lambdas -= 1
                continue
            head, body = line[0][: mark.end()], line[0][mark.end() :]
            body = body.strip(b"\x02;").replace(b";", b"\n")
            return b"".join((head, INDENT, b"\n", body, DEDENT))
        else:
            depth += 1 if mark[0] in b"([{" else -1
    return line[0]


def _blank(text: bytes) -> bytes:
    """The text with nothing but single newlines and blanks for layout."""
    if _BACKSLASH in text:
        text = _CONTINUED_BLANK.sub(rb"\n\1", b"\n" + text)[1:].replace(b"\\\n", b" ")
        if _BACKSLASH in text:
            raise _Unreadable
    if _FEED in text:
        text = _FORM_FEED.sub(b"", text).replace(b"\f", b" ")
    return text.expandtabs(8) if _TAB in text else text


def _logical_lines(text: bytes) -> list[bytes]:
    """The lines, with those inside brackets joined to the line that opened them."""
    lines = text.split(b"\n")
    unmatched = text.translate(_BRACKETS_ALIKE, _NO_BRACKET)
    for _ in range(_DEEPEST):
        if (fewer := unmatched.replace(b"()", b"")) == unmatched:
            break
        unmatched = fewer
    else:
        raise _Unreadable
    if len(unmatched) == len(lines) - 1:
        return lines
    logical: list[bytes] = []
    depth = first = 0
    for i, signs in enumerate(unmatched.split(b"\n")):
        if signs:
            if not depth:
                logical += lines[first:i]
                first = i
            depth -= signs.count(b")")
            if depth < 0:
                raise _Unreadable
            depth += signs.count(b"(")
            if not depth:
                logical.append(b" ".join(lines[first : i + 1]))
                first = i + 1
    if depth:
        raise _Unreadable
    return logical + lines[first:]


def _marked(lines: list[bytes]) -> bytes:
    """The lines that say something, each after a newline, without indentation; blocks marked."""
    lines = list(filter(None, map(bytes.rstrip, lines)))
    words = [b"", *map(bytes.lstrip, lines)]
    widths = [0]
    current = 0
    for i, width in enumerate(map(sub, map(len, lines), map(len, words[1:]))):
        if width == current:
            continue
        if width > current:
            words[i] += INDENT
            widths.append(width)
        while widths[-1] > width:
            words[i] += DEDENT
            widths.pop()
        if widths[-1] != width:
            raise _Unreadable
        current = width
    return b"\n".join(words)


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
