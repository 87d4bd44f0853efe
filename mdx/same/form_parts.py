"""Parts of a normal form: all but its imports, and its scene."""

import re

from mdx.same.marks import DEDENT, GAP, INDENT, NUL, STRING, UNREADABLE, WORD
from mdx.same.normal_form import IMPORTS

_NAME = re.compile(rb"[A-Za-z_\x80-\xff]%b*+" % WORD)
_CLASS = b"\nclass" + GAP
_CLASSES = re.compile(rb"\nclass%b(%b+)\(([^\n]*?)\):" % (GAP, WORD))
_BLOCKS = re.compile(rb"%b|%b+" % (INDENT, DEDENT))


def without_imports(form: bytes) -> bytes:
    """A normal form without its lines of imports; all of it where nothing else is there."""
    text, nul, strings = form.partition(NUL)
    rest = IMPORTS.sub(b"", text)
    return rest + nul + strings if rest and not form.startswith(UNREADABLE) else form


def of_scene(form: bytes, name: str, said: bytes) -> bytes:
    """The part that is the scene's class of what a normal form is `said` as: the same, or nameless.

    It is the class of this name, or else the last one that is derived from a scene. All of it where
    there is none, or nothing else but imports before it.
    """
    text = form.partition(NUL)[0]
    head = _CLASS + name.encode("utf-8", "surrogatepass")
    start = max(text.rfind(head + b"("), text.rfind(head + b":")) if name else -1
    if start < 0 and (start := _last_scene(text)) < 0:
        return said
    number = text.count(_CLASS, 0, start)
    text, *strings = said.split(NUL)
    start = text.find(_CLASS)
    for _ in range(number):
        start = text.find(_CLASS, start + 1)
    end = text.find(b"\n", start + 1)
    if end < 0:
        end = len(text)
    elif text[end - 1 : end] == INDENT:
        end = _end_of_block(text, end - 1)
    if end == len(text) and (not start or IMPORTS.fullmatch(text, 0, start)):
        return said
    before, within = text.count(STRING, 0, start), text.count(STRING, start, end)
    return NUL.join((text[start:end], *strings[before : before + within]))


def _last_scene(text: bytes) -> int:
    """Where the last class begins that is derived from a scene, at whatever remove; else -1."""
    last, scenes = -1, set()
    for head in _CLASSES.finditer(text):
        bases = _NAME.findall(head[2])
        if any(base in scenes or base.endswith((b"Scene", b"Slide")) for base in bases):
            last = head.start()
            scenes.add(head[1])
    return last


def _end_of_block(text: bytes, start: int) -> int:
    """Where the block ends that this INDENT begins."""
    depth = 0
    for mark in _BLOCKS.finditer(text, start):
        depth += 1 if mark[0] == INDENT else -len(mark[0])
        if depth <= 0:
            return mark.start()
    return len(text)
