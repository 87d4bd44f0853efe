"""Standard streams as a filter owes them: whole lines, checked writes, quiet when a reader left."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TextIO

CHUNK = 1 << 16  # bytes gathered before a write, unless every record is flushed
STOPPED_BY = 128  # and the number of the signal, as a status
AGAIN_S = 0.01  # after which a signal that was lost comes again: it is out of the finalizer then
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def mend_streams() -> None:
    """Takes the standard streams as they came, also closed or made not to wait.

    A closed one becomes the null device, lest a file of ours be taken for it: reading or writing
    there fails, and only messages may go nowhere. One that does not wait would look like its end;
    it is left waiting, since the other stages of a pipeline may hold the same terminal.
    """
    ways = (("stdin", os.O_WRONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY))
    for number, (name, way) in enumerate(ways):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, way), number)
            setattr(sys, name, open(number, "w", closefd=False))
        os.set_blocking(number, True)


class Output:
    """Writes out the lines that were gathered; a signal never cuts one in two.

    The first signal to stop that comes during a write waits until the write is done, a second one
    does not (a reader may have stalled for good).
    """

    def __init__(self) -> None:
        self.gathered: list[bytes] = []
        self.lines = 0  # passed on so far
        self.limit = 0 if sys.stdout.isatty() else CHUNK
        self.writing = False
        self.awaiting: int | None = None
        self.again: Any = None  # the thread that sends a signal which was lost once more

    def flush(self) -> None:
        """Writes out what was gathered; raises OSError when that fails."""
        self.writing = True
        try:
            lines = b"".join(self.gathered)
            self.lines += len(self.gathered)
            self.gathered.clear()
            left = memoryview(lines)
            while left:  # with PYTHONUNBUFFERED a write may take less than it was given
                left = left[sys.stdout.buffer.write(left) :]
            sys.stdout.flush()
        except OSError as error:
            hush(sys.stdout)  # its buffer still holds what would fail again at exit
            error.filename = "standard output"
            raise
        finally:
            self.writing = False
        if self.awaiting is not None:
            number, self.awaiting = self.awaiting, None
            _stop(number)

    @contextmanager
    def obeying_signals(self) -> Iterator[None]:
        """SIGINT becomes KeyboardInterrupt, SIGTERM and SIGHUP SystemExit, between two writes.

        An ignored signal stays ignored: that is how shells start background jobs. Only the main
        thread of a program gets signals; what runs in another one leaves them alone.
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
        """Whether it was a signal that came where Python ignores what is raised, as in a finalizer;
        it is sent again then."""
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
    """Points streams at the null device, so that nothing is said at exit either.

    Both of them unless told: with `2>&1 | head` it is standard error that breaks.
    """
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in streams or (sys.stdout, sys.stderr):
        os.dup2(null, stream.fileno())
