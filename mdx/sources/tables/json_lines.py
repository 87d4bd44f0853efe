"""Rows of JSON Lines: one object per line."""

from collections.abc import Iterable, Iterator
from typing import Any

from mdx.records import jsonl
from mdx.sources.rows.threads import answering
from mdx.sources.tree import Fault


class Faults:
    """Collects bad lines (a jsonl.Observer) until they are taken."""

    def __init__(self) -> None:
        self.read = 0
        self._heard: list[Fault] = []

    def bad(self, where: str, reason: str, raw: bytes) -> None:
        self._heard.append(Fault(where.lstrip(":"), reason, raw))

    def taken(self) -> list[Fault]:
        """The faults since the last call."""
        heard, self._heard = self._heard, []
        return heard


def rows(stream: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any]] | Fault]:
    """The object of each line; bad lines are faults."""
    faults = Faults()
    for line in answering(jsonl.lines(stream, "", faults)):
        yield from faults.taken()
        yield line.number, line.record
    yield from faults.taken()
