"""The normal form of Python code: its tokens, whatever comments, layout and quotes they stand in.

Two texts have one normal form if and only if the same tokens stand in them, in the same blocks;
comments, blank lines, line breaks inside brackets, the width of an indentation, the quotes of a
string and the order of neighbouring imports do not count. It is made from bytes by a handful of
passes that run in C, because `tokenize` reads about one megabyte a second. The rules are those of
https://docs.python.org/3/reference/lexical_analysis.html.

The form, for those who read it: logical lines, each begun by a newline; no blanks but GAP where
two words would otherwise run together; INDENT and DEDENT before the newline where a block begins
or ends; STRING where a string literal stood, whose contents follow after the last line, each
begun by NUL.
"""

import re
from operator import sub

STRING, GAP, INDENT, DEDENT, NUL = b"\x01", b"\x02", b"\x03", b"\x04", b"\x00"
# Begins what could not be read; a normal form begins with a newline or NUL, or is empty.
UNREADABLE = b"\xff"

_LITERAL = re.compile(
    rb"""\"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\"
    |'''(?:[^'\\]++|\\.|'(?!''))*+'''
    |"(?:[^"\\\n]++|\\.)*+"
    |'(?:[^'\\\n]++|\\.)*+'""",
    re.DOTALL | re.VERBOSE,
)
_DEEPEST = 200  # brackets in brackets, as CPython's tokenizer has it (MAXLEVEL)
_NOWHERE = 1 << 62  # beyond the end of any text
_NEVER = bytes(set(range(32)) - set(b"\t\n\f\r")) + b"\x7f"
_BRACKETS_ALIKE = bytes.maketrans(b"[]{}", b"()()")
_NO_BRACKET = bytes(set(range(256)) - set(b"()[]{}\n"))
_WORD = rb"[A-Za-z0-9_\x80-\xff]"
_BETWEEN_WORDS = re.compile(rb" (?<=%b )(?=%b)" % (_WORD, _WORD))
_FORM_FEED = re.compile(rb"(?m)^[ \t]*\f")
_IMPORT = rb"\n(?:import|from)\b[^\n\x03\x04]*"
_IMPORTS = re.compile(rb"%b(?:%b)*" % (_IMPORT, _IMPORT))
_IMPORTED = re.compile(rb"(\nfrom\b[^\n;()]*?\bimport)\x02?\(?([^\n;()*]+)\)?")
_ESCAPED_QUOTE = re.compile(rb"\\(?:([\"'])|.)|([\"'])", re.DOTALL)
_RAW_PREFIX = re.compile(rb"(?<!%b)(?:[bBfF]?[rR]|[rR][bBfF])$" % _WORD)


class _Unreadable(ValueError):
    """The text cannot be Python: a string without an end, brackets or blocks that do not match."""


def normal(code: str) -> bytes:
    """The normal form; for code that does not tokenise, UNREADABLE and the bytes as they are."""
    raw = code.encode("utf-8", "surrogatepass")
    try:
        return _normal(raw)
    except _Unreadable:
        return UNREADABLE + raw


def _normal(raw: bytes) -> bytes:
    text, strings = _without_strings(_plain(raw))
    text = _marked(_logical_lines(_blank(text)))
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    text = _BETWEEN_WORDS.sub(GAP, text).translate(None, b" ")
    return NUL.join((_with_sorted_imports(text), *strings))


def _plain(raw: bytes) -> bytes:
    """The text with newlines alone at the ends of lines, and no control character in it."""
    if len(raw.translate(None, _NEVER)) < len(raw):
        raise _Unreadable
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw.removeprefix(b"\xef\xbb\xbf")


def _without_strings(raw: bytes) -> tuple[bytes, list[bytes]]:
    """The text without comments and with STRING for strings; the strings' contents in order."""
    parts: list[bytes] = []
    strings: list[bytes] = []
    find = raw.find
    done = 0
    double, single, comment = (_or_never(find(mark)) for mark in (b'"', b"'", b"#"))
    while (start := min(double, single, comment)) < _NOWHERE:
        parts.append(raw[done:start])
        if start == comment:
            done = _or_never(find(b"\n", start))
        else:
            body, done = _string(raw, start)
            if (b"'" in body or b'"' in body) and not _RAW_PREFIX.search(parts[-1][-3:]):
                body = _with_escaped_quotes(body)
            strings.append(body)
            parts.append(STRING)
        if comment < done:
            comment = _or_never(find(b"#", done))
        if double < done:
            double = _or_never(find(b'"', done))
        if single < done:
            single = _or_never(find(b"'", done))
    parts.append(raw[done:])
    return b"".join(parts), strings


def _or_never(position: int) -> int:
    return position if position >= 0 else _NOWHERE


def _string(raw: bytes, start: int) -> tuple[bytes, int]:
    """The contents of the string literal that begins with this quote, and where it ends."""
    quote = raw[start : start + 1]
    if raw.startswith(quote * 3, start):
        quote *= 3
    inner = start + len(quote)
    end = raw.find(quote, inner)
    body = raw[inner:end]
    if end < 0 or b"\\" in body or (b"\n" in body and len(quote) == 1):
        found = _LITERAL.match(raw, start)
        if not found:
            raise _Unreadable
        end = found.end() - len(quote)
        body = raw[inner:end]
    return body, end + len(quote)


def _with_escaped_quotes(body: bytes) -> bytes:
    r"""Every quote with a backslash: 'it\'s' and "it's" are one string."""
    if b"\\" in body:
        return _ESCAPED_QUOTE.sub(_escape, body)
    return body.replace(b"'", b"\\'").replace(b'"', b'\\"')


def _escape(found: re.Match[bytes]) -> bytes:
    quote = found[1] or found[2]
    return b"\\" + quote if quote else found[0]


def _blank(text: bytes) -> bytes:
    """The text with nothing but single newlines and blanks for layout."""
    if b"\\" in text:
        text = text.replace(b"\\\n", b" ")
        if b"\\" in text:
            raise _Unreadable
    if b"\t" in text or b"\f" in text:
        text = _FORM_FEED.sub(b"", text).replace(b"\f", b" ").expandtabs(8)
    return text


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
    for i, brackets in enumerate(unmatched.split(b"\n")):
        if brackets:
            if not depth:
                logical += lines[first:i]
                first = i
            depth -= brackets.count(b")")
            if depth < 0:
                raise _Unreadable
            depth += brackets.count(b"(")
            if not depth:
                logical.append(b" ".join(lines[first : i + 1]))
                first = i + 1
    if depth:
        raise _Unreadable
    return logical + lines[first:]


def _marked(lines: list[bytes]) -> bytes:
    """The lines that say something, each after a newline, without indentation; blocks marked."""
    lines = [line for line in lines if line and not line.isspace()]
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
    last = max(text.rfind(b"\nimport" + GAP), text.rfind(b"\nfrom"))
    if last < 0:
        return text
    end = _or_never(text.find(b"\n", last + 1))
    return _IMPORTS.sub(_sorted_lines, text[:end]) + text[end:]


def _sorted_lines(found: re.Match[bytes]) -> bytes:
    """Neighbouring imports in alphabetical order, and so the names in each."""
    lines = [_IMPORTED.sub(_sorted_names, b"\n" + line) for line in found[0].split(b"\n")[1:]]
    return b"".join(sorted(lines))


def _sorted_names(found: re.Match[bytes]) -> bytes:
    names = sorted(name for name in found[2].split(b",") if name)
    return found[1] + GAP + b",".join(names)
