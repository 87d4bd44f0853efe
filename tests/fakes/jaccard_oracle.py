"""A slow and plain way to say which code is alike, for tests to compare with."""

import re

from mdx.same.dialects import ONE_WORD
from mdx.same.form_parts import of_scene
from mdx.same.marks import NUL, STRING, UNREADABLE
from mdx.same.nameless import Nameless
from mdx.same.normal_form import normal

TOKEN = re.compile(rb"[\w\x80-\xff]+|[^\w\x80-\xff\x01\x02]+|\x01")
SHARED = (
    b"import\x02", b"from\x02", b"from.", b"class\x02", b"def\x02construct(", b"def\x02.construct("
)  # fmt: skip


def tokens(form: bytes) -> list[bytes]:
    """The words, strings and signs of a form, but for the lines that all scenes share."""
    text, *strings = [b""] if form.startswith(UNREADABLE) else form.split(NUL)
    lines = [s for s in text.split(b"\n") if not s.startswith(SHARED) or STRING in s]
    contents = iter(strings)
    found = TOKEN.findall(b"\n".join(lines) + b"\n")
    return [STRING + next(contents) if token == STRING else token for token in found]


def shingles(form: bytes) -> set[tuple[bytes, ...]]:
    found = tokens(form)
    return set(zip(*(found[k:] for k in range(5)), strict=False))


def similarity(one: str, other: str) -> float:
    """1 for the same normal form but for names, else the lesser of two Jaccard similarities of
    shingles of the forms with one word for all names: of the whole codes, and of their scenes."""
    forms = [normal(one), normal(other)]
    nameless = list(map(Nameless, forms))
    if forms[0] == forms[1] or nameless[0].numbered() == nameless[1].numbered():
        return 1.0
    said = [form.alike(ONE_WORD) for form in nameless]
    scenes = [of_scene(form, "", whole) for form, whole in zip(forms, said, strict=True)]
    return min(jaccard(*map(shingles, said)), jaccard(*map(shingles, scenes)))


def jaccard(a: set, b: set) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def kept(codes: list[str], threshold: float) -> list[int]:
    """The places of those that stay: each is near none that stayed before it."""
    stay: list[int] = []
    for i, code in enumerate(codes):
        if not any(similarity(code, codes[k]) >= threshold for k in stay):
            stay.append(i)
    return stay
