"""A normal form without names of the code's own: equal for code that differs in those alone.

Such are the names of variables, parameters, functions and classes, so also the scene's. The names
of attributes, methods, keywords and imports mean something outside of the code, and stay.
Docstrings, annotations and imports that nothing uses do not count.
"""

import re
from collections.abc import Iterator

from mdx.same.marks import DEDENT, INDENT, NUL, STRING, UNREADABLE, WORD

ANY = b"\xff"  # begins what stands for a name: no UTF-8 has this byte, and it is part of a word
_SET = b"\x05"  # the sign of equality where it gives a name a value
_GONE = b"\x06"  # a string that does not count

_NAME = rb"[A-Za-z_\x80-\xfe]%b*+" % WORD
_KEYWORDS = frozenset(
    b"False None True and as assert async await break class continue def del elif else except "
    b"finally for from global if import in is lambda nonlocal not or pass raise return try while "
    b"with yield".split()
)
# A word together with what makes it no name of the code's own: the dot of an attribute before it,
# the sign of a keyword after it, the string whose prefix it is.
_WORDS = re.compile(rb"(\.?%b++(?:=(?!=)|\x01)?)" % WORD)
_NAMES = re.compile(_NAME)
_TARGET = re.compile(rb"(?<![.A-Za-z0-9_\x80-\xff])(%b)(?![.(\[])" % _NAME)
_SETTINGS = re.compile(rb"\n((?:[A-Za-z0-9_,*.()\[\]\x06\x80-\xff]++=(?!=))++)")
_LOOPS = re.compile(rb"(?<!%b)(?:for|in)(?!%b)" % (WORD, WORD))
_AS = re.compile(rb"(?<!%b)as\x02(%b)|(?<![.A-Za-z0-9_\x80-\xff])(%b):=" % (WORD, _NAME, _NAME))
_LAMBDA = re.compile(rb"(?<!%b)lambda\x02([^\n:\x02]*+):" % WORD)
_BLOCKS = re.compile(rb"\x03|\x04|\n(?:async\x02)?def\x02(%b)\(|\nclass\x02(%b)" % (_NAME, _NAME))
_FIELD = re.compile(rb"\{\{|\{[^{}]*")
_FORMAT = re.compile(rb"(?<!%b)f\Z" % WORD)
_IMPORT = re.compile(rb"\n(?:import\x02|from\b)[^\n\x03\x04]*")
_IMPORTED = re.compile(rb"(%b(?:\.%b)*+)(?:\x02as\x02(%b))?" % ((_NAME,) * 3))
_DOCSTRING = re.compile(rb"\n\x01(?=[\n\x04]|\Z)")
_STRINGS = re.compile(rb"[\x01\x06]")
_MARKS = re.compile(rb"[()\[\]{},:=]|->|(?<!%b)lambda(?!%b)" % (WORD, WORD))
_OPEN, _CLOSE = (b"(", b"[", b"{"), (b")", b"]", b"}")
_HEADS = (b"def\x02", b"async\x02def\x02")


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
        targets: list[bytes] = []  # texts that hold names which are bound, whole
        text = _with_settings(_DOCSTRING.sub(_GONE, _without_annotations(text)), targets)
        if _GONE in text:
            marks = _STRINGS.findall(text)
            strings = [body for mark, body in zip(marks, strings, strict=True) if mark == STRING]
            text = text.replace(_GONE, b"")
        formats = _format_strings(text, strings)
        inner = [word for i in formats for word in _words_of_fields(strings[i])]
        if b"import" in text:
            text = _with_needed_imports(text, inner)
        text, definitions = _with_marked_methods(text, targets)
        self._variables = _variables(_IMPORT.sub(b"", text), targets)
        own = definitions | self._variables
        self._words = _WORDS.split(text)
        self._strings, self._formats = strings, formats
        self._own = list(dict.fromkeys(w for w in (*self._words[1::2], *inner) if w in own))

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
        words, strings = self._words.copy(), self._strings.copy()
        words[1::2] = [get(word, word) for word in words[1::2]]
        for i in self._formats:
            strings[i] = _FIELD.sub(
                lambda field: _WORDS.sub(lambda word: get(word[0], word[0]), field[0]), strings[i]
            )
        return NUL.join((b"".join(words), *strings))


def _without_annotations(text: bytes) -> bytes:
    lines = text.split(b"\n")
    for i, line in enumerate(lines):
        if line.startswith(_HEADS):
            lines[i] = _plain_head(line)
        elif b":" in line and line[-1] != INDENT[0]:
            lines[i] = _plain_setting(line)
    return b"\n".join(lines)


def _plain_head(line: bytes) -> bytes:
    """The line of a def without annotations; what gives a parameter a value is no keyword."""
    kept = []
    depth = start = lambdas = 0
    annotated = False
    for mark in _MARKS.finditer(line):
        sign, at = mark[0], mark.start()
        outermost = depth == 1 and sign in (b",", b"=", b")")
        if outermost or (sign in (b":", b"->") and depth < 2 and not lambdas):
            kept.append(_GONE * line.count(STRING, start, at) if annotated else line[start:at])
            start = at if sign in (b":", b"->") else mark.end()
            annotated = start == at and (depth == 1 or sign == b"->")
            if outermost:
                kept.append(_SET if sign == b"=" else sign)
            elif not annotated:
                return b"".join((*kept, line[at:]))
        depth += (sign in _OPEN) - (sign in _CLOSE)
        lambdas += (sign == b"lambda") - (sign == b":" and lambdas > 0)
    return line


def _plain_setting(line: bytes) -> bytes:
    """The line without the annotation of what it sets."""
    depth = 0
    colon = end = -1
    for mark in _MARKS.finditer(line):
        sign = mark[0]
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if depth or sign in _CLOSE:
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
    return line[:colon] + _GONE * line.count(STRING, colon, end) + line[end:]


def _with_settings(text: bytes, targets: list[bytes]) -> bytes:
    """The text with a sign of its own where a name is given a value; targets gain what is set."""

    def parameters(head: re.Match[bytes]) -> bytes:
        marked = head[0].replace(b"=", _SET)
        targets.extend(part.partition(_SET)[0] for part in marked[7:-1].split(b","))
        return marked

    def setting(line: re.Match[bytes]) -> bytes:
        *parts, rest = line[1].split(b"=")
        settings = b"\n"
        for i, part in enumerate(parts):
            if part.count(b"(") != part.count(b")") or part.count(b"[") != part.count(b"]"):
                return settings + b"=".join((*parts[i:], rest))  # the keyword of a call
            targets.append(part)
            settings += part + _SET
        return settings

    return _SETTINGS.sub(setting, _LAMBDA.sub(parameters, text))


def _variables(text: bytes, targets: list[bytes]) -> set[bytes]:
    """The names in targets, and those that loops, `as` and `:=` bind."""
    targets = targets.copy()
    start = -1
    for word in _LOOPS.finditer(text):
        if word[0] == b"for":
            start = word.end()
        elif start >= 0:
            targets.append(text[start : word.start()])
            start = -1
    own = set(_TARGET.findall(b"\n".join(targets)))
    for name, other in _AS.findall(text):
        own.add(name or other)
    return own - _KEYWORDS


def _with_marked_methods(text: bytes, targets: list[bytes]) -> tuple[bytes, set[bytes]]:
    """The text with a dot before the names of methods, which are attributes; all other names of
    functions and classes. Adds the parameters to targets.
    """
    definitions = set()
    parts: list[bytes] = []
    done = 0
    bodies: list[int] = []  # how deep those of the classes around are
    depth = 0
    for mark in _BLOCKS.finditer(text):
        if mark[0] == INDENT:
            depth += 1
        elif mark[0] == DEDENT:
            depth -= 1
        else:
            while bodies and bodies[-1] > depth:
                bodies.pop()
            if mark[2]:
                bodies.append(depth + 1)
                definitions.add(mark[2])
                continue
            if depth in bodies[-1:]:
                parts += (text[done : mark.start(1)], b".")
                done = mark.start(1)
            else:
                definitions.add(mark[1])
            end = text.find(b"\n", mark.end())
            targets += _parameters(text[mark.end() : end if end >= 0 else len(text)])
    return b"".join((*parts, text[done:])), definitions


def _parameters(head: bytes) -> Iterator[bytes]:
    """The parameters of a function, from behind the bracket of its head on."""
    depth = 1
    start = 0
    for mark in _MARKS.finditer(head):
        sign = mark[0]
        if depth == 1 and sign in (b",", b")"):
            if name := _NAMES.match(head[start : mark.start()].lstrip(b"*")):
                yield name[0]
            start = mark.end()
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if not depth:
            return


def _format_strings(text: bytes, strings: list[bytes]) -> list[int]:
    """The numbers of the strings that hold expressions."""
    if b"f\x01" not in text:
        return []
    parts = zip(text.split(STRING), strings, strict=False)
    return [i for i, (part, body) in enumerate(parts) if b"{" in body and _FORMAT.search(part)]


def _words_of_fields(string: bytes) -> list[bytes]:
    return [word for field in _FIELD.findall(string) for word in _WORDS.findall(field)]


def _with_needed_imports(text: bytes, inner: list[bytes]) -> bytes:
    """The text with imports of what it uses, each once and before all else."""
    rest = _IMPORT.sub(b"", text)
    used = {word.rstrip(b"=") for word in _WORDS.findall(rest)}.union(inner)
    needed = set()
    for line in _IMPORT.findall(text):
        head, word, names = line.rpartition(b"import\x02")
        if not word:  # from a import*
            needed.add(line)
        for name in _IMPORTED.finditer(names if word else b""):
            if (name[2] or name[1].partition(b".")[0]) in used:
                needed.add(head + word + name[0])
    return b"".join(sorted(needed)) + rest
