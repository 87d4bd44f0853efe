"""The input of a command: each record of its files, as soon as it arrives."""

import sys
from collections.abc import Callable, Iterable, Iterator

from mdx.records import jsonl
from mdx.records.jsonl import Line
from mdx.shell.tally import SHOWN, Tally
from mdx.work.feed import Feed

LONGEST_LINE_MB = 64
UNREADABLE = "lines that are not records"  # a kind of message


def read(
    files: Iterable[str],
    tally: Tally,
    longest_mb: int = LONGEST_LINE_MB,
    lines: Callable[..., Iterator[Line]] = jsonl.lines,
    pause: Callable[[], None] | None = None,
) -> Iterator[Line]:
    """The records of these files; bad lines are counted, reported and written to --rejects.

    Calls `pause` before each read that the command may have to wait for.
    """
    for path in files:
        if path == "-" and sys.stdin.isatty():
            tally.message("reading JSONL from the terminal; Ctrl-D ends it, --help explains")
            if tally.progress:  # it would be drawn over what the user types
                tally.progress.close()
        faults = Faults(tally)
        with jsonl.open_input(path) as stream:
            feed = Feed(stream, longest_mb << 20, pause)
            records = lines(feed, jsonl.display_name(path), faults, inner="metadata")
            yield from tally.progress.reading(stream, records) if tally.progress else records
        faults.give_hint()


class Faults:
    """Counts and reports the bad lines of one file, and guesses from them what it really is."""

    def __init__(self, tally: Tally):
        self.tally = tally
        self.count = 0
        self.first = b""
        self.from_begin = False

    @property
    def read(self) -> int:
        return self.tally.read

    @read.setter
    def read(self, count: int) -> None:
        self.tally.read = count

    def bad(self, where: str, reason: str, raw: bytes) -> None:
        if not self.count:
            self.first, self.from_begin = raw, where.endswith(":1")
        self.count += 1
        self._report(where, reason, raw)

    def _report(self, where: str, reason: str, raw: bytes) -> None:
        self.tally.bad(where, reason, raw, kind=UNREADABLE)

    def give_hint(self) -> None:
        """Says what the file is instead of JSONL, if it begins with a bad line or has many."""
        if self.from_begin or self.count > SHOWN:
            from mdx.shell.lookalikes import hint

            if words := hint(self.first, self.tally.name):
                self.tally.hint(words)


class _Others(Faults):
    """The same for files that records are only compared with: no record fails."""

    read = 0

    def _report(self, where: str, reason: str, raw: bytes) -> None:
        self.tally.trouble(where, reason)


def read_others(paths: Iterable[str], tally: Tally) -> Iterator[Line]:
    """The records of files that are only compared with; bad lines are reported, with status 1."""
    for path in paths:
        faults = _Others(tally)
        yield from jsonl.read(path, faults)
        faults.give_hint()
