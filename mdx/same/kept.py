"""The records that are remembered, by number: where each stands and its source, in few bytes."""

from array import array
from bisect import bisect_right

from mdx.records import fields
from mdx.records.jsonl import Line

_MANY_SOURCES = (1 << 16) - 1  # more are not told apart


class Kept:
    """Places and sources in 6 bytes a record; numbers go up from 0."""

    def __init__(self) -> None:
        self._lines = array("I")
        self._sources = array("H")
        self._names: list[str] = []
        self._ids: dict[str, int] = {}
        self._files: list[tuple[int, str]] = []  # where a run of records of one file begins

    def add(self, line: Line) -> int:
        number = len(self._lines)
        if not self._files or self._files[-1][1] != line.name:
            self._files.append((number, line.name))
        self._lines.append(line.number)
        source = fields.text(line.record, "source")
        if source not in self._ids and len(self._names) < _MANY_SOURCES:
            self._ids[source] = len(self._names)
            self._names.append(source)
        self._sources.append(self._ids.get(source, _MANY_SOURCES))
        return number

    def where(self, number: int) -> str:
        """Its place, as in `corpus.jsonl:143`."""
        _, name = self._files[bisect_right(self._files, number, key=lambda file: file[0]) - 1]
        return f"{name}:{self._lines[number]}"

    def source(self, number: int) -> str:
        """Its source; "" where there were too many to tell apart."""
        name = self._sources[number]
        return self._names[name] if name < len(self._names) else ""
