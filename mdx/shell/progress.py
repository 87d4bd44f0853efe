"""How far a long run is, in one line on the terminal that is gone at the end."""

import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Item = TypeVar("Item")
# A run that is over sooner shows nothing. The stage of a pipeline that knows how much there is to
# read comes first to the terminal, since it alone can tell the time left.
DELAY_S, DELAY_UNSIZED_S, EVERY_S = 0.5, 1.0, 0.2
# What matters most comes first: a narrow terminal cuts off the end.
SIZED = "{percentage:3.0f}% |{bar:12}| {remaining} left, {desc}"
UNSIZED = "{elapsed}, {desc}"


class Progress:
    """A line with the counts of what passes through `reading` and `writing`.

    Only one command of a pipeline draws at a time: the terminal is locked by whoever draws, and
    the next one takes it over when that one has ended.
    """

    def __init__(self, name: str, files: Iterable[str], reads_ahead: bool = False):
        self.name = name
        self.reads_ahead = reads_ahead  # and then waits: what is written tells how far it is
        self.read = self.written = 0
        self.size = _size(files)
        self.position: Callable[[], int] = int
        self.passed = 0  # bytes of the files before this one
        self.doing = ""
        self.begin = time.monotonic()
        self.due = self.begin + (DELAY_S if self.size else DELAY_UNSIZED_S)
        self.terminal = -1
        self.bar: Any = None

    def reading(self, stream: Any, items: Iterable[Item]) -> Iterator[Item]:
        """The items made from this stream, whose position tells how far the run is."""
        if self.size:
            self.position = getattr(getattr(stream, "raw", None), "position", stream.tell)
        clock, before = time.monotonic, self.read
        for self.read, item in enumerate(items, before + 1):
            if clock() >= self.due:
                self.draw()
            yield item
        self.passed, self.position = self.passed + self.position(), int

    def writing(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items that are on their way out."""
        clock = time.monotonic
        for self.written, item in enumerate(items, 1):
            if clock() >= self.due:
                self.draw()
            yield item

    def draw_if_due(self) -> None:
        if time.monotonic() >= self.due:
            self.draw()

    def draw(self) -> None:
        """Shows how things stand, if the terminal is ours."""
        self.due = time.monotonic() + EVERY_S
        if self.bar is None and not self._open():
            return
        self.bar.n = min(int(self._passed()), self.size)
        self.bar.set_description_str(self._said())

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Takes the line away while something else is written to the terminal."""
        if self.bar is None:
            yield
            return
        self.bar.clear()
        yield
        self.bar.refresh()

    def close(self) -> None:
        """Takes the line away for good."""
        self.due = float("inf")
        if self.bar is not None:
            self.bar.close()
            self.bar = None
            # tqdm blanks what it knows to have drawn; an interrupt may have come in between.
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        if self.terminal >= 0:
            os.close(self.terminal)
            self.terminal = -1

    def _said(self) -> str:
        done = self.written if self.reads_ahead else max(self.read, self.written)
        rate = done / self._elapsed()
        read = [f"{self.read:,} read"] if self.read else []
        doing = [self.doing] if self.doing else []
        return ", ".join([f"{rate:,.0f}/s", *read, f"{self.written:,} written", *doing])

    def _passed(self) -> float:
        """Bytes of input that are done with."""
        read = self.passed + self.position()
        return read * self.written / self.read if self.reads_ahead and self.read else read

    def _elapsed(self) -> float:
        return time.monotonic() - self.begin

    def _open(self) -> bool:
        if not self._lock():
            return False
        import tqdm

        tqdm.tqdm.monitor_interval = 0  # no thread of its own
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
        width: dict[str, Any] = {"dynamic_ncols": True} if columns else {"ncols": 80}
        self.bar = tqdm.tqdm(
            total=self.size or None, file=sys.stderr, leave=False, delay=DELAY_S,
            bar_format=f"{self.name}: {SIZED if self.size else UNSIZED}", **width,
        )  # fmt: skip
        self.bar.start_t -= self._elapsed()
        return True

    def _lock(self) -> bool:
        """Whether the terminal is ours to draw on."""
        import fcntl

        try:
            # Opened anew: what the shell handed to all stages is one and the same open file.
            terminal = os.open(os.ttyname(sys.stderr.fileno()), os.O_WRONLY | os.O_NOCTTY)
        except OSError:  # a terminal without a name cannot be locked
            return True
        try:
            fcntl.flock(terminal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(terminal)
            return False
        self.terminal = terminal
        return True


def _size(files: Iterable[str]) -> int:
    """The bytes of all these files together; 0 if one of them is no regular file."""
    total = 0
    for path in files:
        status = os.fstat(sys.stdin.fileno()) if path == "-" else os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            return 0
        total += status.st_size
    return total
