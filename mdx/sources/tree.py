"""The files of an opened source, wherever they are kept: by path, at one known revision."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO, NamedTuple, Protocol

from mdx.records import packing
from mdx.sources.source import SourceError

CODE = (".py", ".ipynb", ".rst", ".md")  # read unless the source names others
TABLES = {
    ".jsonl": "json_lines", ".ndjson": "json_lines", ".json": "json_text", ".csv": "delimited",
    ".tsv": "delimited", ".parquet": "arrow", ".arrow": "arrow", ".feather": "arrow",
}  # fmt: skip
PACKED = ("", *packing.PACKED)
# Read if they are named, and in data sets.
ROWS = tuple(ending + packing for ending in TABLES for packing in PACKED)
WORDS = (".srt", "SCRIPT.txt", "DESCRIPTION.txt")  # what else tells about scenes
ARCHIVES = (".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar")
LICENCE = re.compile(r"(?:un)?licen[cs]e|copying", re.IGNORECASE)
LIBRARIES = ("manim/**", "manimlib/**")  # copies of the library within a repository


@dataclass(frozen=True)
class Settings:
    """What the command's flags ask for; sizes are in bytes."""

    refresh: bool = False
    max_file: int = 8 << 20
    max_download: int = 2 << 30
    whole_file: bool = False
    plain_voiceover: bool = False


class Tree(Protocol):
    """A source's regular files. Symbolic links, submodules and folders are not among them.

    `links` maps each symbolic link to its target as written, which is not followed.
    `formats` are the endings of the files that are read if the source's `paths` name none. `alone`
    is the one file that was named, if any: its neighbours are only there to be imported. `asked`
    are the source's real `paths`, if these turned out to be others; else None.
    """

    paths: list[str]
    revision: str
    formats: tuple[str, ...]
    alone: str
    asked: tuple[str, ...] | None

    @property
    def links(self) -> dict[str, str]:
        """Symbolic links: path to target as written."""

    @property
    def license(self) -> str:
        """The SPDX id of its licence file, or ""."""

    def read(self, path: str) -> bytes:
        """The file's bytes; raises Unreadable if it is missing or too large."""

    def open(self, path: str) -> BinaryIO:
        """The same as a seekable stream, for files that may be large."""

    def link(self, path: str, lines: str) -> str:
        """A URL that shows these lines ("12-88", or "") of the file; "" if there is none."""

    def close(self) -> None:
        """Closes processes and files."""


class Fault(NamedTuple):
    """Something in a source that could not be read: where, why, and its bytes."""

    where: str
    reason: str
    raw: bytes = b""


class Note(NamedTuple):
    """Something worth knowing about a source that is not a fault."""

    where: str
    words: str


class Unreadable(Exception):
    """A file of a source cannot be read; the message says why."""


@lru_cache(maxsize=256)
def glob(pattern: str) -> re.Pattern[str]:
    """A pattern that matches whole paths as the glob does: `**` crosses folders, `*` does not."""
    parts = []
    for token in re.findall(r"\*\*/|\*\*|\*|\?|\[[^\]]+\]|[^*?\[]+|\[", pattern):
        simple = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
        if token.startswith("[") and len(token) > 1:
            inner = token[1:-1].replace("\\", r"\\").replace("[", r"\[")
            parts.append(f"[^{inner[1:]}]" if inner[0] == "!" else f"[{inner}]")
        else:
            parts.append(simple.get(token) or re.escape(token))
    try:
        return re.compile("".join(parts), re.DOTALL)
    except re.error as error:
        raise SourceError(f"{pattern!r} is no glob: {error}") from None


def escaped(path: str) -> str:
    """The glob that matches this path alone."""
    return re.sub(r"[*?\[]", lambda sign: f"[{sign[0]}]", path)


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether any of the globs matches the path."""
    return any(glob(pattern).fullmatch(path) for pattern in patterns)
