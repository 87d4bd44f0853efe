"""One place that scenes come from, as in the catalogue and in `mdx-extract --list`."""

import re
from dataclasses import asdict, dataclass, fields
from typing import Any

NAME = re.compile(r"\w[\w.-]*")
TEXT, WHOLE, TABLE = "text", "a whole number", "a table"
TEXTS, TABLES = "a list of texts", "a list of tables"
GIT_URL = re.compile(r"(?:https|ssh|file)://[^\s-]\S*|[\w.-]+@[\w.-]+:[^\s-]\S*")


class SourceError(Exception):
    """Why a source cannot be read and what to do about it, as a message to the user."""


@dataclass(frozen=True)
class Source:
    """Where scenes are and how they may be used. Several places may share one name.

    `url` is what the kind takes: a git URL, a project on PyPI, `owner/name` of a data set, a path.
    `paths` and `exclude` are globs (`**` crosses folders); no `paths` is every file of a known
    format. `library` globs name a library's own code: only the examples in its docstrings are
    scenes. `prelude` goes on top of examples that import nothing. `columns` says which column of
    a data set is our `description`, `code` and so on. `restricted` says why `all` leaves it out.
    """

    name: str
    kind: str
    url: str
    revision: str = ""
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    library: tuple[str, ...] = ()
    prelude: str = "from manim import *"
    dialect: str = ""
    manim: str = ""
    priority: int = 1
    license: str = ""
    restricted: str = ""
    channel: str = ""
    playlist: str = ""
    videos: tuple[dict[str, str], ...] = ()
    columns: dict[str, str] | None = None
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Every field under its name, as JSON has them; the inverse of `from_dict`."""
        return asdict(self) | {"columns": self.columns or {}}

    @property
    def place(self) -> str:
        """The name for messages, with the place if that says more."""
        return self.name if self.name == self.url else f"{self.name} ({self.url})"


KINDS_OF_VALUE = {
    "paths": TEXTS, "exclude": TEXTS, "library": TEXTS, "priority": WHOLE, "videos": TABLES,
    "columns": TABLE,
}  # fmt: skip


def from_dict(entry: dict[str, Any]) -> Source:
    """The source described by an object; raises SourceError if it cannot be one."""
    keys = {field.name for field in fields(Source)}
    name = entry.get("name", "")
    label = name if isinstance(name, str) and name else "a source"
    if unknown := sorted(set(entry) - keys):
        raise SourceError(f"{label}: no such key: {', '.join(unknown)}; known: {', '.join(keys)}")
    for key in ("name", "kind", "url"):
        if not entry.get(key):
            raise SourceError(f"{label}: {key} is missing")
    for key, value in entry.items():
        _check(label, key, value)
    if not NAME.fullmatch(entry["name"]):
        raise SourceError(f"{label!r} is no name of a source: letters, digits, '_', '-' and '.'")
    if not NAME.fullmatch(entry["kind"]):
        raise SourceError(f"{label}: {entry['kind']!r} is no kind of source")
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return Source(**values)


def _check(label: str, key: str, value: Any) -> None:
    wanted = KINDS_OF_VALUE.get(key, TEXT)
    fits = {
        TEXT: lambda: isinstance(value, str),
        WHOLE: lambda: type(value) is int,
        TEXTS: lambda: isinstance(value, list | tuple) and all(isinstance(v, str) for v in value),
        TABLES: lambda: isinstance(value, list | tuple) and all(map(_is_table, value)),
        TABLE: lambda: _is_table(value),
    }
    if not fits[wanted]():
        raise SourceError(f"{label}: {key} must be {wanted}")


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())


def name_of(url: str) -> str:
    """A name for a source outside the catalogue: the last parts of its address."""
    parts = [p for p in re.split(r"[/:]", url.removesuffix(".git")) if p]
    words = parts[-2:] if "://" in url or "@" in url or len(parts) > 1 else parts
    return re.sub(r"[^\w.-]+", "_", "_".join(words)).lstrip("-.") or "source"
