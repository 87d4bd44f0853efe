"""What is compared of each record, as numbers: of its code, and of its words.

A level says how alike two texts of code must be: the same bytes (exact), the same tokens (layout),
the same but for names (renamed), or nearly the same (near); each includes those before it. The
level coarse serves to find out by layout which of many have the same, see mdx.same.equal.
"""

import os
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

from mdx.records import fields
from mdx.records.jsonl import Line
from mdx.same.coarse_form import letters
from mdx.same.dialects import ONE_WORD
from mdx.same.form_parts import of_scene
from mdx.same.nameless import Nameless
from mdx.same.normal_form import normal
from mdx.wording.openers import parted
from mdx.work import processes
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    import numpy as np

_COMMENTS = re.compile(r"(?:[\s\ufeff]++|#[^\n\r]*+)*+")
BLOCK = 256  # records that are looked at together where that pays


class Fingerprint(NamedTuple):
    """What is compared of one record. Where there is no code, and where no words, that is 0."""

    exact: int  # of the code's bytes
    form: int  # of its normal form; with the levels exact and coarse, of its bytes or coarse form
    words: int  # of the description
    renamed: int = 0  # of the form without names; with the levels renamed and near
    shingles: "tuple[np.ndarray, np.ndarray] | None" = None  # of all, and of the scene; with near


class _Text(NamedTuple):
    code: str
    words: str
    scene: str


def need_numpy(flag: str) -> None:
    """Says how to come by what finds nearly equal code, if it is not there."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # we use none, and each takes memory
    try:
        import numpy  # noqa: F401
    except ModuleNotFoundError:
        raise CannotRun(f"{flag} needs numpy: pip install 'mdx-tools[near]'") from None
    except ImportError as error:
        *_, why = str(error).splitlines()
        raise CannotRun(f"{flag} needs numpy, which does not load: {why}") from None


def fingerprints(
    lines: Iterable[Line], level: str, jobs: int, words: bool = False
) -> Iterator[tuple[Line, Fingerprint]]:
    """Each line with its fingerprint, in order; all levels but `exact` on several cores.

    `words` tells whether those of the description are wanted.
    """
    text = _text if words else _code_alone
    if level == "exact":
        yield from ((line, _exact(text(line))) for line in lines)
    else:
        work = {"coarse": _coarse, "layout": _layout, "renamed": _renamed, "near": _near}[level]
        yield from processes.ordered(work, lines, text, BLOCK, jobs)


def digest(data: bytes) -> int:
    """128 bits of the SHA-256 of these bytes."""
    return int.from_bytes(sha256(data).digest()[:16])


def is_blank(code: str) -> bool:
    """Whether there is no code, which is a copy of nothing: at most comments."""
    return bool(_COMMENTS.fullmatch(code))


def words_key(description: str) -> int:
    """A number for what a description asks for, whatever opener it has and whatever stands between
    its words, in whatever case; 0 for none."""
    if fields.is_placeholder(description):
        return 0
    return digest(parted(description)[1].encode("utf-8", "surrogatepass"))


def _text(line: Line) -> _Text:
    return _code_alone(line)._replace(words=fields.text(line.record, "description"))


def _code_alone(line: Line) -> _Text:
    scene = fields.metadata(line.record).get("scene")
    return _Text(fields.text(line.record, "code"), "", scene if type(scene) is str else "")


def _exact(text: _Text) -> Fingerprint:
    code = _code_key(text.code)
    return Fingerprint(code, code, words_key(text.words))


def _layout(texts: list[_Text]) -> list[Fingerprint]:
    return [_of_form(text, normal(text.code)) for text in texts]


def _coarse(texts: list[_Text]) -> list[Fingerprint]:
    return [_of_form(text, letters(text.code)) for text in texts]


def _of_form(text: _Text, form: bytes, nameless: Nameless | None = None) -> Fingerprint:
    code = _code_key(text.code)
    renamed = digest(nameless.numbered()) if nameless and code else 0
    return Fingerprint(code, digest(form) if code else 0, words_key(text.words), renamed)


def _code_key(code: str) -> int:
    return 0 if is_blank(code) else digest(code.encode("utf-8", "surrogatepass"))


def _renamed(texts: list[_Text]) -> list[Fingerprint]:
    forms = [normal(text.code) for text in texts]
    return [_of_form(text, form, Nameless(form)) for text, form in zip(texts, forms, strict=True)]


def _near(texts: list[_Text]) -> list[Fingerprint]:
    from mdx.same.shingles import shingles

    forms = [normal(text.code) for text in texts]
    nameless = list(map(Nameless, forms))
    wholes = [one.alike(ONE_WORD) for one in nameless]
    cores = [of_scene(form, text.scene, whole) for text, form, whole in zip(texts, forms, wholes)]
    apart = [core is not whole for core, whole in zip(cores, wholes)]
    numbers = shingles(wholes + list(compress(cores, apart)))
    others = iter(numbers[len(forms) :])
    return [
        _of_form(text, form, one)._replace(shingles=(own, next(others) if is_apart else own))
        for text, form, one, own, is_apart in zip(texts, forms, nameless, numbers, apart)
    ]
