"""The progress of a long run, in one line on the terminal that disappears at the end.

A timer draws it, so it also shows while the command waits for its input, a server or a fetch.
"""

import os
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar
from unicodedata import east_asian_width

Item = TypeVar("Item")
# A shorter run shows nothing. The stage of a pipeline that knows the size of its input gets the
# terminal first, since it alone can estimate the time left; then come those that are working.
DELAY_S, DELAY_UNSIZED_S, DELAY_WAITING_S, EVERY_S = 0.5, 1.0, 1.5, 0.2
BAR = 12  # cells
# A terminal may have become narrower before it says so; the line must not wrap meanwhile.
NO_WRAP, WRAP = "\x1b[?7l", "\x1b[?7h"
WAITING, ASKING = "waiting for input", "waiting for the first answer"


class Progress:
    """A line with counts of the items that pass through `reading` and `writing`, after `start`.

    Only one command of a pipeline draws at a time: it locks the terminal, and another takes over
    when it has ended.
    """

    def __init__(self, name: str, files: Iterable[str], reads_ahead: bool = False):
        self.name = name
        self.reads_ahead = reads_ahead  # and then waits, so that progress is what is written
        self.read = self.written = 0
        self.size = _size(files)
        self.position: Callable[[], int] = int
        self.passed = 0  # bytes of the files before the current one
        self.doing = ""
        self.begin = time.monotonic()
        self.terminal = -1
        self.cells = 0  # width of the line on the screen
        self.is_paused = True
        self.handler: Any = None  # the signal's previous one

    def start(self) -> None:
        """Draws the line from now on, by a timer; does nothing outside the main thread."""
        try:
            self.handler = signal.signal(signal.SIGALRM, self._on_timer)
        except ValueError:
            return
        self.is_paused = False
        signal.setitimer(signal.ITIMER_REAL, DELAY_S, EVERY_S)

    def reading(self, stream: Any, items: Iterable[Item]) -> Iterator[Item]:
        """The same items, made from this stream, whose position measures progress."""
        if self.size:
            self.position = getattr(getattr(stream, "raw", None), "position", stream.tell)
        before = self.read
        for self.read, item in enumerate(items, before + 1):
            yield item
        self.passed, self.position = self.passed + self.position(), int

    def writing(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items, about to be written; if they go to a terminal, they replace the line."""
        is_shown = sys.stdout.isatty()
        for self.written, item in enumerate(items, 1):
            if is_shown:
                self.close()
            yield item

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Removes the line while something else is written to the terminal."""
        was_paused, self.is_paused = self.is_paused, True
        self._clear()
        yield
        self.is_paused = was_paused

    def close(self) -> None:
        """Removes the line for good."""
        if self.handler is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self.handler)
            self.handler = None
        self.is_paused = True
        self._clear()
        if self.terminal >= 0:
            os.close(self.terminal)
            self.terminal = -1

    def _on_timer(self, number: int, frame: Any) -> None:
        if not self.is_paused and self._is_due() and self._lock():
            with suppress(OSError):  # the terminal is gone, which the next message will find out
                self._draw()

    def _is_due(self) -> bool:
        if self.size:
            return True
        is_working = self.read or self.written or self.doing
        return self._elapsed() >= (DELAY_UNSIZED_S if is_working else DELAY_WAITING_S)

    def _draw(self) -> None:
        columns = _columns()
        text, cells = _cut(self.line(), columns - 1)
        before = self.cells
        self.cells = cells
        drawn = f"{NO_WRAP}{_erasure(before, columns)}{text}{WRAP}"
        os.write(sys.stderr.fileno(), drawn.encode(errors="replace"))

    def _clear(self) -> None:
        if self.cells:
            before, self.cells = self.cells, 0
            with suppress(OSError):
                os.write(sys.stderr.fileno(), _erasure(before, _columns()).encode())

    def line(self) -> str:
        """The text to show now."""
        if not self.size:
            return f"{self.name}: {_clock(self._elapsed())}, {self._counts()}"
        share = min(self._passed() / self.size, 1.0)
        left = _clock(self._elapsed() * (1 - share) / share) if share else "?"
        bar = "#" * round(share * BAR)
        return f"{self.name}: {share:4.0%} |{bar:-<{BAR}}| {left} left, {self._counts()}"

    def _counts(self) -> str:
        if not self.read and not self.written:
            return self.doing or WAITING
        done = self.written if self.reads_ahead else max(self.read, self.written)
        rate = done / max(self._elapsed(), 0.001)
        read = [f"{self.read:,} read"] if self.read else []
        doing = self.doing or (ASKING if self.reads_ahead and not self.written else "")
        parts = [f"{rate:,.0f}/s", *read, f"{self.written:,} written", doing]
        return ", ".join(filter(None, parts))

    def _passed(self) -> float:
        """Bytes of input that have been processed."""
        read = self.passed + self.position()
        return read * self.written / self.read if self.reads_ahead and self.read else read

    def _elapsed(self) -> float:
        return time.monotonic() - self.begin

    def _lock(self) -> bool:
        """Whether we may draw on the terminal, which this tries to lock."""
        import fcntl

        if self.terminal >= 0:
            return True
        try:
            # A new open file, because all stages share the one that the shell gave them.
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
    """The total size of these files in bytes; 0 if one of them is not a regular file."""
    total = 0
    for path in files:
        status = os.fstat(sys.stdin.fileno()) if path == "-" else os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            return 0
        total += status.st_size
    return total


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80


def _erasure(cells: int, columns: int) -> str:
    """The control sequence that erases a line of so many cells that ends at the cursor.

    In a window that has become narrower, most terminals wrap it into several lines.
    """
    rows = (cells - 1) // columns if cells and _breaks_lines() else 0
    return f"\x1b[{rows}A\r\x1b[J" if rows else "\r\x1b[K"


def _breaks_lines() -> bool:
    """Whether the terminal rewraps lines when its window is resized; only a few old ones do not."""
    cuts_off = ("XTERM_VERSION", "STY")  # xterm itself, and GNU screen
    is_console = os.environ.get("TERM", "").startswith(("linux", "vt"))
    return not is_console and not any(name in os.environ for name in cuts_off)


def _cut(text: str, cells: int) -> tuple[str, int]:
    """The beginning of the text that fits into so many cells, and its width."""
    taken = 0
    for index, char in enumerate(text):
        width = 2 if east_asian_width(char) in "WF" else 1
        if taken + width > cells:
            return text[:index], taken
        taken += width
    return text, taken


def _clock(seconds: float) -> str:
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"
