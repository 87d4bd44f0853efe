"""The statements of a text without strings and comments: one a line, blocks marked.

What begins or ends a block, and where a line goes on in the next one, is as in
https://docs.python.org/3/reference/lexical_analysis.html#line-structure.
"""

import re
from operator import sub

from mdx.same import brackets, literals
from mdx.same.marks import DEDENT, GAP, INDENT, WORD, Unreadable

_BACKSLASH, _TAB, _FEED = b"\\\t\f"  # numbers: one in bytes is found in a seventh of the time
_DEEPEST = 200  # brackets in brackets, as CPython's tokenizer has it (MAXLEVEL)
_BRACKETS_ALIKE = bytes.maketrans(b"[]{}", b"()()")
_NO_BRACKET = bytes(set(range(256)) - set(b"()[]{}\n"))
_BETWEEN_WORDS = re.compile(rb" (?<=%b ) *(?=%b)" % (WORD, WORD))
# Of a line that goes on before it says anything, the first blanks are its indentation.
_CONTINUED_BLANK = re.compile(rb"\n(?=[ \t]*+\\\n)(?:\\\n)*+([ \t]*+)(?:\\\n[ \t]*+)*+")
_FORM_FEED = re.compile(rb"(?m)^[ \t]*\f")
_COMPOUND = rb"(?:if|elif|else|while|for|try|except|finally|with|def|class|async)(?!%b)" % WORD
_ONE_LINE = re.compile(rb"\n%b[^\n\x03\x04]*+(?<!:)(?=[\n\x04]|\Z)" % _COMPOUND)
_LAST_SEMICOLON = re.compile(rb";+(?=[\n\x03\x04]|\Z)")
_ELSE_IF = b"\nelse:\x03\nif"
_BLOCKS = re.compile(rb"[\x03\x04]|\n(?:(?:elif|else)(?!%b))?" % WORD)
_COLON = re.compile(rb"[()\[\]{}]|:(?!=)|(?<!%b)lambda(?!%b)" % (WORD, WORD))


def statements(text: bytes) -> bytes:
    """The text with each statement on a line of its own, begun by a newline, and blocks marked.

    There are no blanks but GAP, and no brackets that mean nothing. Blocks that the text ends in are
    left open. Raises Unreadable.
    """
    text = _marked(_logical_lines(literals.with_plain_numbers(with_plain_layout(text))))
    text = _BETWEEN_WORDS.sub(GAP, text).translate(None, b" ")
    return brackets.without_idle(_a_statement_a_line(text))


def with_plain_layout(text: bytes) -> bytes:
    """The text with nothing but single newlines and blanks for layout; raises Unreadable."""
    if _BACKSLASH in text:
        text = _CONTINUED_BLANK.sub(rb"\n\1", b"\n" + text)[1:].replace(b"\\\n", b" ")
        if _BACKSLASH in text:
            raise Unreadable
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
        raise Unreadable
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
                raise Unreadable
            depth += signs.count(b"(")
            if not depth:
                logical.append(b" ".join(lines[first : i + 1]))
                first = i + 1
    if depth:
        raise Unreadable
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
            raise Unreadable
        current = width
    return b"\n".join(words)


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
