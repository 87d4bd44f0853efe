"""The lines of a stream as soon as they arrive, none of them longer than a limit."""

import select
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

BLOCK = 1 << 17  # bytes read at once
PATIENCE_MS = 20  # a stream with shorter pauses counts as ready
LARGE, ROOM = 1 << 22, 3  # reading a line of more bytes needs so many times its size
SHOWN = 1000  # bytes of a line that is too long, for --rejects

_current: "Feed | None" = None


def is_waiting() -> bool:
    """Whether the next line of the latest stream has not arrived yet.

    If so, finished results should not be held back, since it may take long, as with `tail -f`.
    """
    return _current is not None and _current.is_waiting()


class CutOff(bytes):
    """The beginning of a line that is too long, never valid JSON; `fault` says why it ends."""

    fault = ""


class Feed:
    """Iterates over the lines of a binary stream; calls `pause` before each read, which may take
    long."""

    can_tell = False  # whether a read would have to wait

    def __init__(self, stream: Any, longest: int, pause: Callable[[], None] | None = None):
        global _current  # noqa: PLW0603 - a command reads one stream after the other
        self.stream = stream
        self.longest = longest
        self.pause = pause
        self.whole = BytesIO()  # lines that have arrived
        self.size = 0
        self.poll = select.poll()
        with suppress(OSError):  # not for streams that are decompressed
            self.poll.register(stream, select.POLLIN)
            self.can_tell = True
        _current = self

    def is_waiting(self) -> bool:
        return self.whole.tell() == self.size and self._has_to_wait()

    def _has_to_wait(self) -> bool:
        return self.can_tell and not self.poll.poll(PATIENCE_MS)

    def __iter__(self) -> Iterator[bytes]:
        parts: list[bytes] = []  # of a line that continues in the next block
        size = 0
        while block := self._block():
            begin = 0
            if size:
                begin = block.find(b"\n") + 1
                size += begin or len(block)
                if size <= self.longest + 1:
                    parts.append(block[:begin] if begin else block)
                if not begin:
                    continue
                yield _joined(parts) if size <= self.longest + 1 else self._cut_off(parts)
            end = block.rfind(b"\n") + 1
            if begin < end:
                yield from self._lines(block[begin:end])
            parts, size = [block[end:]], len(block) - end
        if size:
            yield _joined(parts) if size <= self.longest else self._cut_off(parts)

    def readline(self, size: int = -1) -> bytes:
        """The next line, up to `size` bytes; only before iteration begins."""
        line: bytes = self.stream.readline(size)
        return line

    def read(self, size: int = -1) -> bytes:
        """The next bytes; only before iteration begins."""
        block: bytes = self.stream.read(size)
        return block

    def _block(self) -> bytes:
        if self.pause:
            self.pause()
        block: bytes = self.stream.read1(BLOCK)
        return block

    def _lines(self, block: bytes) -> Iterator[bytes]:
        self.whole, self.size = BytesIO(block), len(block)
        return self.whole

    def _cut_off(self, parts: list[bytes]) -> CutOff:
        begin = b"".join(parts[:2])[:SHOWN]
        line = CutOff(begin.rstrip(b"} \t\r\n") or b"...")  # never a complete object
        line.fault = f"longer than {self.longest >> 20} MB; --max-line allows longer ones"
        return line


def _joined(parts: list[bytes]) -> bytes:
    """The line of these parts, a list that this empties to save memory.

    Raises MemoryError if there is not enough memory to parse it, in which case orjson crashes.
    """
    line = b"".join(parts)
    parts.clear()
    if len(line) > LARGE:
        bytes(ROOM * len(line))
    return line
