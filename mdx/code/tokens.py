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

STRING, GAP, INDENT, DEDENT, NUL = b"\x01", b"\x02", b"\x03", b"\x04", b"\x00"
# Begins what could not be read; a normal form begins with a newline or NUL, or is empty.
UNREADABLE = b"\xff"

# A string (to the end of its line, or of the text, where it is not closed) or a comment.
_QUOTED = re.compile(
    rb"""(\#[^\n]*+
    |\"\"\"(?:[^"\\]++|\\.|"(?!""))*+(?:\"\"\")?
    |'''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?
    |"(?:[^"\\\n]++|\\.)*+"?
    |'(?:[^'\\\n]++|\\.)*+'?)""",
    re.DOTALL | re.VERBOSE,
)
_NEVER = bytes(set(range(32)) - set(b"\t\n\f\r")) + b"\x7f"
_BRACKETS_ALIKE = bytes.maketrans(b"[]{}", b"()()")
_NO_BRACKET = bytes(set(range(256)) - set(b"()[]{}\n"))
_WORD = rb"[A-Za-z0-9_\x80-\xff]"
_BETWEEN_WORDS = re.compile(rb" (?<=%b )(?=%b)" % (_WORD, _WORD))
_FORM_FEED = re.compile(rb"(?m)^[ \t]*\f")
_IMPORTS = re.compile(rb"(?:\n(?:import|from)\b[^\n\x03\x04]*)+")
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
    text, strings = _without_strings(_plain_layout(raw))
    text = b"".join(_blocks(_logical_lines(text)))
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    text = _BETWEEN_WORDS.sub(GAP, text).translate(None, b" ")
    return NUL.join((_IMPORTS.sub(_sorted_imports, text), *strings))


def _plain_layout(raw: bytes) -> bytes:
    """The text with nothing but blanks and newlines for layout."""
    if len(raw.translate(None, _NEVER)) < len(raw):
        raise _Unreadable
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw


def _without_strings(raw: bytes) -> tuple[bytes, list[bytes]]:
    """The text without comments and with STRING for strings; the strings' contents in order."""
    parts = _QUOTED.split(raw)
    strings = []
    for i in range(1, len(parts), 2):
        part = parts[i]
        if part[0] == 35:  # the number sign
            parts[i] = b""
            continue
        quote = part[:3] if part[:3] in (b'"""', b"'''") else part[:1]
        if len(part) < 2 * len(quote) or not part.endswith(quote):
            raise _Unreadable
        body = part[len(quote) : -len(quote)]
        if (b"'" in body or b'"' in body) and not _RAW_PREFIX.search(parts[i - 1]):
            body = _ESCAPED_QUOTE.sub(_escape, body)
        strings.append(body)
        parts[i] = STRING
    text = b"".join(parts)
    if b"\\" in text:
        text = text.replace(b"\\\n", b" ")
        if b"\\" in text:
            raise _Unreadable
    if b"\t" in text or b"\f" in text:
        text = _FORM_FEED.sub(b"", text).replace(b"\f", b" ").expandtabs(8)
    return text, strings


def _escape(found: re.Match[bytes]) -> bytes:
    r"""Every quote with a backslash: 'it\'s' and "it's" are one string."""
    quote = found[1] or found[2]
    return b"\\" + quote if quote else found[0]


def _logical_lines(text: bytes) -> list[bytes]:
    """The lines, with those inside brackets joined to the line that opened them."""
    lines = text.split(b"\n")
    open_brackets = text.translate(_BRACKETS_ALIKE, _NO_BRACKET)
    while (fewer := open_brackets.replace(b"()", b"")) != open_brackets:
        open_brackets = fewer
    if len(open_brackets) == len(lines) - 1:
        return lines
    logical: list[bytes] = []
    depth = 0
    for line, brackets in zip(lines, open_brackets.split(b"\n"), strict=True):
        if depth:
            logical[-1] += b" " + line
        else:
            logical.append(line)
        if brackets:
            depth -= brackets.count(b")")
            if depth < 0:
                raise _Unreadable
            depth += brackets.count(b"(")
    if depth:
        raise _Unreadable
    return logical


def _blocks(lines: list[bytes]) -> list[bytes]:
    """The lines without their indentation and without blank ones, blocks marked."""
    marked = []
    widths = [0]
    current = 0
    for line in lines:
        words = line.lstrip(b" ")
        if not words:
            continue
        width = len(line) - len(words)
        if width > current:
            marked.append(INDENT)
            widths.append(width)
        elif width < current:
            while widths[-1] > width:
                marked.append(DEDENT)
                widths.pop()
            if widths[-1] != width:
                raise _Unreadable
        current = width
        marked.append(b"\n" + words)
    return marked


def _sorted_imports(found: re.Match[bytes]) -> bytes:
    """Neighbouring imports in alphabetical order, and so the names in each."""
    lines = [_IMPORTED.sub(_sorted_names, b"\n" + line) for line in found[0].split(b"\n")[1:]]
    return b"".join(sorted(lines))


def _sorted_names(found: re.Match[bytes]) -> bytes:
    names = sorted(name for name in found[2].split(b",") if name)
    return found[1] + GAP + b",".join(names)
