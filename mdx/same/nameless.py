"""A normal form without names of the code's own: equal for code that differs in those alone.

Such are the names of variables, parameters, functions and classes, so also the scene's. The names
of attributes, methods, keywords and imports mean something outside of the code, and stay.
Docstrings, annotations and imports that nothing uses do not count.
"""

import re
from functools import lru_cache

from mdx.same.annotations import CLOSE, GONE, MARKS, OPEN, SET, without_annotations
from mdx.same.marks import DEDENT, INDENT, NUL, STRING, UNREADABLE, WORD

ANY = b"\xff"  # begins what stands for a name: no UTF-8 has this byte, and it is part of a word

_NAME = rb"[A-Za-z_\x80-\xfe]%b*+" % WORD
_KEYWORDS = frozenset(
    b"False None True and as assert async await break class continue def del elif else except "
    b"finally for from global if import in is lambda nonlocal not or pass raise return try while "
    b"with yield".split()
)
# Where a word must begin, the look behind stands after its first letters, so that C finds them.
_WORDS = re.compile(rb"\.?%b++(?:=(?!=)|\x01)?" % WORD)
_NAMES = re.compile(_NAME)
_TARGET = re.compile(rb"([A-Za-z_\x80-\xfe](?<![.A-Za-z0-9_\x80-\xff].)%b*+)(?![.(\[])" % WORD)
_SETTING = re.compile(rb"\n(%b)=(?!=)" % _NAME)
_PLAIN = rb"[A-Za-z0-9_,*.\[\]\x06\x80-\xff]"
_CALL = rb"%b*+\((?:%b++|\(%b*+\))*+=" % ((_PLAIN,) * 3)
_SETTINGS = re.compile(rb"[\n\x05](?!%b)((?:[A-Za-z0-9_,*.()\[\]\x06\x80-\xff]++=(?!=))++)" % _CALL)
_FOR = re.compile(rb"for(?<!%bfor)(?!%b)" % (WORD, WORD))
_IN = re.compile(rb"in(?<!%bin)(?!%b)" % (WORD, WORD))
_AS = re.compile(rb"as\x02(?<!%bas\x02)(%b)" % (WORD, _NAME))
_NAMED = re.compile(rb"(?<![.A-Za-z0-9_\x80-\xff])(%b):=" % _NAME)
_LAMBDA = re.compile(rb"lambda\x02(?<!%blambda\x02)([^\n:\x02]*+):" % WORD)
_DEFINITIONS = re.compile(rb"\n(?:(?:async\x02)?def\x02(%b)\(|class\x02(%b))" % (_NAME, _NAME))
_FIELD = re.compile(rb"\{\{|\{[^{}]*")
_FORMAT = re.compile(rb"(?<!%b)f\Z" % WORD)
_IMPORT = re.compile(rb"\n(?:import\x02|from\b)[^\n\x03\x04]*")
_IMPORTED = re.compile(rb"(%b(?:\.%b)*+)(?:\x02as\x02(%b))?" % ((_NAME,) * 3))
_DOCSTRING = re.compile(rb"\n\x01(?=[\n\x04]|\Z)")
_STRINGS = re.compile(rb"[\x01\x06]")

# `translate` and `split` find words in a third of the time that a pattern does.
_CUT, _EQUAL, _NEWLINE = b"\x07", b"\x08", b"\x0e"  # no text has them
_IN_WORD = rb"[.=\x01A-Za-z0-9_\x80-\xff]"
_ALL = bytes(range(256))
_ONLY_WORDS = re.sub(rb"(?s)(?!%b)." % _IN_WORD, b" ", _ALL)
_ONLY_SIGNS = re.sub(_IN_WORD, b" ", _ALL).replace(b"\n", _NEWLINE)


class Nameless:
    """A normal form, to be written without the names of the code's own.

    What could not be read has no names, and stays as it is.
    """

    def __init__(self, form: bytes):
        self._form = form
        self._own: list[bytes] = []  # in the order in which they come
        self._variables: set[bytes] = set()
        if form.startswith(UNREADABLE):
            return
        text, *strings = form.split(NUL)
        names: list[bytes] = []  # that are bound
        targets: list[bytes] = []  # texts that hold more of them
        text = _with_settings(_DOCSTRING.sub(GONE, without_annotations(text)), names, targets)
        if GONE in text:
            marks = _STRINGS.findall(text)
            strings = [body for mark, body in zip(marks, strings, strict=True) if mark == STRING]
            text = text.replace(GONE, b"")
        self._strings, self._formats = strings, _format_strings(text, strings)
        inner = [word for i in self._formats for word in _words_of_fields(strings[i])]
        text, functions, methods = _with_marked_methods(text, targets)
        rest = _IMPORT.sub(b"", text)
        self._variables = _variables(rest, names, targets)
        if b"import" not in text:
            self._signs, self._words = _parted(text)
        else:
            signs, words = _parted(rest)
            used = [*words, *methods, *(word for word in inner if not word.endswith(b"="))]
            self._signs, self._words = _parted(_needed(_IMPORT.findall(text), used))
            self._signs += signs
            self._words += words
        own = functions | self._variables
        self._own = list(dict.fromkeys(filter(own.__contains__, (*self._words, *inner))))

    def numbered(self) -> bytes:
        """The form with a number for each name."""
        return self._said({name: b"%b%d" % (ANY, i) for i, name in enumerate(self._own)})

    def alike(self, words: dict[bytes, bytes]) -> bytes:
        """The form with one word for all variables, and others for those of `words`.

        The names of functions and classes stay: which of its helpers a scene calls is what it is.
        """
        return self._said(words | dict.fromkeys(self._variables, ANY))

    def _said(self, table: dict[bytes, bytes]) -> bytes:
        if self._form.startswith(UNREADABLE):
            return self._form
        get = table.get
        pieces = [*self._signs, *self._words]
        pieces[::2] = self._signs
        pieces[1::2] = map(get, self._words, self._words)
        text = b"".join(pieces).replace(_CUT, b"")
        text = text.replace(_EQUAL, b"==").replace(_NEWLINE, b"\n")
        strings = self._strings.copy()
        for i in self._formats:
            strings[i] = _FIELD.sub(
                lambda field: _WORDS.sub(lambda word: get(word[0], word[0]), field[0]), strings[i]
            )
        return NUL.join((text, *strings))


def _parted(text: bytes) -> tuple[list[bytes], list[bytes]]:
    """The signs between the words of a text, and the words that follow on each.

    A word comes with what makes it no name of the code's own: the dot of an attribute before it,
    the sign of a keyword after it, the string whose prefix it is.
    """
    text = text.replace(b"==", _EQUAL).replace(b"=", b"=" + _CUT)
    text = text.replace(STRING, STRING + _CUT).replace(b".", _CUT + b".")
    signs, words = text.translate(_ONLY_SIGNS).split(), text.translate(_ONLY_WORDS).split()
    return signs, words + [b""] * (len(signs) - len(words))


def _with_settings(text: bytes, names: list[bytes], targets: list[bytes]) -> bytes:
    """The text with a sign of its own where a name is given a value.

    Adds to names those that are set alone, and to targets texts that hold others.
    """

    def parameters(head: re.Match[bytes]) -> bytes:
        marked = head[0].replace(b"=", SET)
        targets.extend(part.partition(SET)[0] for part in marked[7:-1].split(b","))
        return marked

    def setting(line: re.Match[bytes]) -> bytes:
        *parts, rest = line[1].split(b"=")
        settings = line[0][:1]
        for i, part in enumerate(parts):
            if part.count(b"(") != part.count(b")") or part.count(b"[") != part.count(b"]"):
                return settings + b"=".join((*parts[i:], rest))  # the keyword of a call
            targets.append(part)
            settings += part + SET
        return settings

    pieces = _SETTING.split(_LAMBDA.sub(parameters, text))
    names += pieces[1::2]
    pieces[1::2] = [b"\n%b%b" % (name, SET) for name in pieces[1::2]]
    return _SETTINGS.sub(setting, b"".join(pieces))


def _variables(text: bytes, names: list[bytes], targets: list[bytes]) -> set[bytes]:
    """The names, those in targets, and those that loops, `as` and `:=` bind."""
    _, *loops = _FOR.split(text)
    bound = [loop[: end.start()] for loop in loops if (end := _IN.search(loop))]
    own = {*names, *_TARGET.findall(b"\n".join(targets + bound)), *_AS.findall(text)}
    if b":=" in text:
        own.update(_NAMED.findall(text))
    return own - _KEYWORDS


def _with_marked_methods(
    text: bytes, targets: list[bytes]
) -> tuple[bytes, set[bytes], list[bytes]]:
    """The text with a dot before the names of methods, which are attributes; all other names of
    functions and classes, and those names. Adds the parameters to targets.
    """
    definitions = set()
    methods = []
    parts: list[bytes] = []
    done = at = depth = 0
    bodies: list[int] = []  # how deep those of the classes around are
    for head in _DEFINITIONS.finditer(text):
        depth += text.count(INDENT, at, head.start()) - text.count(DEDENT, at, head.start())
        at = head.start()
        while bodies and bodies[-1] > depth:
            bodies.pop()
        if head[2]:
            bodies.append(depth + 1)
            definitions.add(head[2])
            continue
        if depth in bodies[-1:]:
            methods.append(head[1])
            parts += (text[done : head.start(1)], b".")
            done = head.start(1)
        else:
            definitions.add(head[1])
        end = text.find(b"\n", head.end())
        targets += _parameters(text[head.end() : end if end >= 0 else len(text)])
    return b"".join((*parts, text[done:])), definitions, methods


@lru_cache(1 << 10)
def _parameters(head: bytes) -> list[bytes]:
    """The parameters of a function, from behind the bracket of its head on."""
    parameters = []
    depth = 1
    start = 0
    for mark in MARKS.finditer(head):
        sign = mark[0]
        if depth == 1 and sign in (b",", b")"):
            if name := _NAMES.match(head[start : mark.start()].lstrip(b"*")):
                parameters.append(name[0])
            start = mark.end()
        depth += (sign in OPEN) - (sign in CLOSE)
        if not depth:
            break
    return parameters


def _format_strings(text: bytes, strings: list[bytes]) -> list[int]:
    """The numbers of the strings that hold expressions."""
    if b"f\x01" not in text:
        return []
    parts = zip(text.split(STRING), strings, strict=False)
    return [i for i, (part, body) in enumerate(parts) if b"{" in body and _FORMAT.search(part)]


def _words_of_fields(string: bytes) -> list[bytes]:
    return [word for field in _FIELD.findall(string) for word in _WORDS.findall(field)]


def _needed(imports: list[bytes], words: list[bytes]) -> bytes:
    """The lines of imports for what the words use, each name once, in alphabetical order."""
    needed = set()
    offers: list[tuple[bytes, bytes]] = []  # a name, and the line that binds it alone
    for line in imports:
        head, word, names = line.rpartition(b"import\x02")
        if not word:  # from a import*
            needed.add(line)
        for name in _IMPORTED.finditer(names if word else b""):
            offers.append((name[2] or name[1].partition(b".")[0], head + word + name[0]))
    used = set(words) if offers else set()
    needed.update(line for name, line in offers if name in used or name + b"=" in used)
    return b"".join(sorted(needed))
