"""Standard streams for a filter: whole lines, checked writes, silence when the reader is gone."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TextIO

CHUNK = 1 << 16  # bytes gathered before a write, unless every record is flushed
STOPPED_BY = 128  # plus the number of the signal is the status
AGAIN_S = 0.01  # until a lost signal is sent again, when the finalizer has ended
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def mend_streams() -> None:
    """Makes the standard streams usable, even if they are closed or non-blocking.

    A closed one becomes the null device, opened the wrong way, so that no file of ours gets its
    number: reads and writes fail, and only messages vanish. A non-blocking one would seem to end
    early; it stays blocking afterwards, since other stages may share the same terminal.
    """
    ways = (("stdin", os.O_WRONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY))
    for number, (name, way) in enumerate(ways):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, way), number)
            setattr(sys, name, open(number, "w", closefd=False))
        os.set_blocking(number, True)


class Output:
    """Writes the gathered lines; no signal ever cuts one in two.

    The first stop signal during a write waits until the write is done, a second one does not, since
    the reader may have stalled for good.
    """

    def __init__(self) -> None:
        self.gathered: list[bytes] = []
        self.lines = 0  # passed on so far
        self.limit = 0 if sys.stdout.isatty() else CHUNK
        self.writing = False
        self.awaiting: int | None = None
        self.again: Any = None  # the thread that sends a lost signal again

    def flush(self) -> None:
        """Writes the gathered lines; raises OSError if that fails."""
        self.writing = True
        try:
            lines = b"".join(self.gathered)
            self.lines += len(self.gathered)
            self.gathered.clear()
            left = memoryview(lines)
            while left:  # with PYTHONUNBUFFERED a write may be partial
                left = left[sys.stdout.buffer.write(left) :]
            sys.stdout.flush()
        except OSError as error:
            hush(sys.stdout)  # or its buffer would fail again at exit
            error.filename = "standard output"
            raise
        finally:
            self.writing = False
        if self.awaiting is not None:
            number, self.awaiting = self.awaiting, None
            _stop(number)

    @contextmanager
    def obeying_signals(self) -> Iterator[None]:
        """SIGINT raises KeyboardInterrupt, SIGTERM and SIGHUP raise SystemExit, between two writes.

        An ignored signal stays ignored: that is how shells start background jobs. In any thread
        but the main one this changes nothing, since only the main thread gets signals.
        """
        before = {number: signal.getsignal(number) for number in STOPPING}
        obeyed = [number for number in STOPPING if before[number] is not signal.SIG_IGN]
        try:
            for number in obeyed:
                signal.signal(number, self._on_signal)
        except ValueError:  # not the main thread
            obeyed = []
        hook = sys.unraisablehook
        sys.unraisablehook = lambda lost: None if self._is_signal(lost) else hook(lost)
        try:
            yield
        finally:
            try:
                if self.again:
                    self.again.join()
            finally:
                sys.unraisablehook = hook
                for number in obeyed:
                    signal.signal(number, before[number])

    def _on_signal(self, number: int, frame: Any) -> None:
        if self.writing and self.awaiting is None:
            self.awaiting = number
        else:
            _stop(number)

    def _is_signal(self, lost: Any) -> bool:
        """Whether a signal was lost where Python ignores exceptions, as in a finalizer; if so, it
        is sent again."""
        end = lost.exc_value
        number = signal.SIGINT if isinstance(end, KeyboardInterrupt) else 0
        if isinstance(end, SystemExit) and type(end.code) is int:
            number = end.code - STOPPED_BY
        if number not in STOPPING:
            return False
        from threading import Timer

        self.again = Timer(AGAIN_S, os.kill, (os.getpid(), number))
        self.again.start()
        return True


def _stop(number: int) -> NoReturn:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(STOPPED_BY + number)  # as shells count


def hush(*streams: TextIO) -> None:
    """Points streams at the null device, so that Python does not complain at exit either.

    Without arguments both output streams: with `2>&1 | head` it is standard error that breaks.
    """
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in streams or (sys.stdout, sys.stderr):
        os.dup2(null, stream.fileno())
