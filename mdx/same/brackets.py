"""Brackets and commas that mean nothing: (a * b) + c is a * b + c, f(a,) is f(a).

They are recognised by the precedence of what stands inside and of what stands on either side:
https://docs.python.org/3/reference/expressions.html#operator-precedence. What is left has brackets
enough: two texts that come out equal have one syntax tree.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from mdx.same import commas
from mdx.same.marks import DEDENT, GAP, INDENT, WORD, Unreadable

_KEYWORDS = frozenset(
    b"and as assert async await class def del elif else except finally for from if import in is "
    b"lambda not or raise return try while with yield".split()
)
_TOKEN = re.compile(
    rb"[0-9][0-9._]*[eE][+-][0-9]+j?|[A-Za-z0-9_.\x80-\xff]+"
    rb"|\*\*=?|//=?|<<=?|>>=?|[-+*/%&|^@:=!<>]=|->|[^\x02]"
)
_PLAIN = rb"[^()\[\]{}\n\x02]*"
# Most brackets say something and can be passed over at once: an item that is a tuple, a sum in a
# product.
_TUPLE = rb"(?<=[,({:=]\()%b,%b[^()\[\]{}\n,]\)[],)}]|(?<=\[\()%b,%b[^()\[\]{}\n,]\)," % (
    (_PLAIN,) * 4
)
_ADDED = rb"%b%b[-+]%b%b\)" % (_PLAIN, WORD, WORD, _PLAIN)
_FACTOR = rb"(?<=[A-Za-z0-9_)\]][*/]\()%b|%b[*/]" % (_ADDED, _ADDED)
_AFTER_KEYWORD = b"|".join(
    rb"(?<=[^A-Za-z0-9_.\x80-\xff](?:%b)\()" % b"|".join(sorted(words))
    for _, words in groupby(sorted(_KEYWORDS, key=len), key=len)
)
# A bracket that calls nothing, a comma behind all else, a class without bases. Each begins with
# what C can look for.
_BRACKET = re.compile(
    rb"\((?:(?<![A-Za-z0-9_\x80-\xff)\]}]\()(?!%b|%b)|%b)" % (_TUPLE, _FACTOR, _AFTER_KEYWORD)
)
_LAST_COMMA = re.compile(rb",(?:[)\]}=\n\x04]|\Z)")
_NO_BASES = re.compile(rb"class\x02(?<=\nclass\x02)%b+\(\)" % WORD)
_CANDIDATES = (_BRACKET, _LAST_COMMA, _NO_BASES)
_NO_GAP = re.compile(rb"\x02(?:(?<!%b\x02)|(?!%b))" % (WORD, WORD))

# From what binds least to what binds most.
_NEVER, _COMMA, _GENERATOR, _NAMED, _CHOICE, _OR, _AND, _NOT, _COMPARED, _BAR = range(10)
_CARET, _AMPERSAND, _SHIFT, _SUM, _PRODUCT, _SIGN, _POWER, _AWAIT, _ATOM = range(10, 19)
_BINARY = {
    b"or": _OR, b"and": _AND, b"in": _COMPARED, b"is": _COMPARED, b"<": _COMPARED,
    b">": _COMPARED, b"<=": _COMPARED, b">=": _COMPARED, b"==": _COMPARED, b"!=": _COMPARED,
    b"|": _BAR, b"^": _CARET, b"&": _AMPERSAND, b"<<": _SHIFT, b">>": _SHIFT, b"+": _SUM,
    b"-": _SUM, b"*": _PRODUCT, b"/": _PRODUCT, b"//": _PRODUCT, b"%": _PRODUCT, b"@": _PRODUCT,
    b"**": _POWER,
}  # fmt: skip
_UNARY = {b"+": _SIGN, b"-": _SIGN, b"~": _SIGN, b"*": _BAR, b"**": _BAR, b"not": _NOT,
          b"await": _AWAIT}  # fmt: skip
_OTHER = {
    b",": _COMMA, b"yield": _COMMA, b":=": _NAMED, b"as": _NEVER, b"for": _GENERATOR,
    b"lambda": _CHOICE, b"if": _CHOICE, b"else": _CHOICE,
}  # fmt: skip
_SETS = frozenset((b"=", b"+=", b"-=", b"*=", b"/=", b"//=", b"%=", b"@=", b"&=", b"|=", b"^=",
                   b">>=", b"<<=", b"**="))  # fmt: skip
_ENDS = frozenset((b"", INDENT, DEDENT, b";"))
_BEFORE_ITEM, _AFTER_ITEM = (b"(", b"[", b"{", b","), (b")", b"]", b"}", b",", b"for", b"async")
_CONDITIONS = (b"if", b"elif", b"while")
_TUPLE_AFTER = _SETS | {b"", b"return", b"yield", b"del"}
_LINE, _CALL, _GROUP, _LIST, _SUBSCRIPT, _BRACE = range(6)
_LONG = 400  # bytes of a line that is not remembered
_OPENERS, _CLOSERS = frozenset((b"(", b"[", b"{")), frozenset((b")", b"]", b"}"))
_SIGNS = (  # what is no value: all else is
    _KEYWORDS | _SETS | _ENDS | _OPENERS | _CLOSERS | _BINARY.keys() | _UNARY.keys()
    | _OTHER.keys() | {b":", b"->", b"."}
)  # fmt: skip


@dataclass(slots=True)
class _Open:
    """A bracket that is not closed yet."""

    kind: int
    at: int  # its place in what is written
    before: bytes  # the token to its left
    least: int  # what its content must bind to do without it, for what stands to its left
    level: int = _ATOM  # what binds least in its content
    commas: int = 0
    targets: int = 0  # words `for` whose `in` has not come yet
    looped: bool = False  # whether the last `in` was one of those


def without_idle(text: bytes) -> bytes:
    """The text of a normal form without brackets and commas that mean nothing."""
    if _LAST_COMMA.search(text):
        text = commas.without_last(text)
    places = [match.start() for kind in _CANDIDATES for match in kind.finditer(text)]
    if not places:
        return text
    places.sort()
    parts: list[bytes] = []
    done = 0
    for place in places:
        if place < done:
            continue
        start = text.rfind(b"\n", done, place) + 1 or done
        end = text.find(b"\n", place)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if not line.startswith((b"from\x02", b"import\x02")):  # their brackets are another matter
            line = _line(line) if len(line) < _LONG else _line.__wrapped__(line)
        parts += (text[done:start], line)
        done = end
    parts.append(text[done:])
    return b"".join(parts)


@lru_cache(1 << 14)  # scenes share lines
def _line(line: bytes) -> bytes:
    return _Line(_TOKEN.findall(line)).written_anew()


class _Line:
    """A line that is read token by token, and written without what means nothing."""

    def __init__(self, tokens: list[bytes]):
        self._tokens = tokens
        self._written: list[bytes] = []
        self._frame = _Open(_LINE, 0, b"", _CHOICE)
        self._stack: list[_Open] = []
        # The token to the left: is it a value, or a sign before one?
        self._before, self._is_value, self._is_sign = b"", False, False

    def written_anew(self) -> bytes:
        for token, after in zip(self._tokens, (*self._tokens[1:], b""), strict=True):
            if token not in _SIGNS:
                self._is_value, self._is_sign = True, False
                self._written.append(token)
            elif token in _OPENERS:
                self._open(token)
            elif token in _CLOSERS:
                self._close(token, after)
            else:
                self._take_sign(token)
            self._before = token
        self._end_item()
        return _spaced(self._written)

    def _open(self, token: bytes) -> None:
        least = _least_after(self._before, self._is_sign, self._frame, self._written)
        self._stack.append(self._frame)
        kind = _kind(token, self._is_value)
        self._frame = _Open(kind, len(self._written), self._before, least)
        self._written.append(token)
        self._is_value, self._is_sign = False, False

    def _close(self, token: bytes, after: bytes) -> None:
        if not self._stack:  # a semicolon has cut it off
            raise Unreadable
        frame, outer, written = self._frame, self._stack.pop(), self._written
        is_empty = len(written) == frame.at + 1
        if _is_idle(frame, outer, after, not self._stack, self._tokens[0], is_empty):
            written[frame.at] = b""
            if frame.before != b"for":
                outer.level = min(outer.level, frame.level)
                outer.commas += frame.commas
        else:
            written.append(token)
        self._frame = outer
        self._is_value, self._is_sign = True, False

    def _take_sign(self, token: bytes) -> None:
        frame = self._frame
        self._is_sign = False
        if not self._stack and (token == b"=" or token in _ENDS):
            self._end_item()
            frame.commas = 0
        if token in _BINARY or token in _UNARY:
            self._take_operator(token)
        elif token in _OTHER and not (token == b"," and frame.targets):
            frame.level = min(frame.level, _OTHER[token])
            frame.commas += token == b","
            frame.targets += token == b"for"
        self._is_value = False
        self._written.append(token)

    def _take_operator(self, token: bytes) -> None:
        frame = self._frame
        if token == b"in" and frame.targets:
            frame.targets -= 1
            frame.looped = True
        elif token == b"not" and self._is_value:
            frame.level = min(frame.level, _COMPARED)
        elif self._before == b"is" and token == b"not":
            self._is_sign = True
        else:
            self._is_sign = not self._is_value or token == b"await"
            frame.level = min(frame.level, (_UNARY if self._is_sign else _BINARY).get(token, _ATOM))
            frame.looped = False

    def _end_item(self) -> None:
        """Drops the comma behind several values, such as a, b, = c."""
        if self._before == b"," and self._frame.commas > 1:
            self._written.pop()


def _kind(opener: bytes, operand: bool) -> int:
    if opener == b"(":
        return _CALL if operand else _GROUP
    if opener == b"[":
        return _SUBSCRIPT if operand else _LIST
    return _BRACE


def _least_after(before: bytes, sign: bool, frame: _Open, written: list[bytes]) -> int:
    """What brackets hold must bind at least so much, to stand without them to the right of this."""
    if sign:
        return _ATOM if before == b"await" else _UNARY.get(before, _ATOM)
    if before == b"**":
        return _SIGN
    if before == b"not":  # of `is not` and `not in`
        return _COMPARED + 1
    if before == b"in" and frame.looped:
        return _CHOICE if frame.kind == _LINE else _OR
    if before == b"if":  # of a statement, or of a choice
        return _CHOICE if _ENDS.issuperset(written[:-1]) else _OR
    return _BINARY[before] + 1 if before in _BINARY else _CHOICE


def _least_before(after: bytes) -> int:
    if after in _BINARY:
        level = _BINARY[after]
        return level + 1 if level in (_OR, _AND, _COMPARED, _POWER) else level
    if after == b"not":
        return _COMPARED + 1
    if after in (b"if", b"else"):
        return _OR
    if after in (b"(", b"[", b"{", b"\x01") or after[:1] == b".":
        return _ATOM
    return _CHOICE


def _is_idle(
    frame: _Open, outer: _Open, after: bytes, outside: bool, first: bytes, empty: bool
) -> bool:
    """Whether a bracket that now closes could as well not be there."""
    before = frame.before
    if frame.kind == _CALL:
        return outside and first == b"class" and empty
    if frame.kind != _GROUP or empty:
        return False
    if before == b"(" and after == b")" and outer.kind == _GROUP:
        return True
    if frame.level == _NEVER:
        return False
    if before == b"for" and after == b"in":
        return frame.level in (_COMMA, _ATOM)
    if frame.level == _COMMA:
        if before == b"[" and outer.kind == _SUBSCRIPT and after == b"]":
            return frame.commas > 0
        if before == b"in" and outside and outer.looped:
            return after == b":"
        return outside and before in _TUPLE_AFTER and (after in _ENDS or after == b"=")
    if frame.level == _NAMED:
        if outside:
            return before == first and first in _CONDITIONS and after == b":"
        return before in _BEFORE_ITEM and after in _AFTER_ITEM
    if frame.level == _GENERATOR:
        return before == b"(" and after == b")" and outer.kind == _CALL
    return frame.level >= max(frame.least, _least_before(after))


def _spaced(tokens: list[bytes]) -> bytes:
    """The tokens, with a GAP where two words meet."""
    return _NO_GAP.sub(b"", GAP.join(filter(None, tokens)))
