"""The lines of a stream as soon as they are there, none of them longer than memory is meant for."""

import select
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

BLOCK = 1 << 17  # bytes read at once
PATIENCE_MS = 20  # a stream that is faster than that is none to wait for
LARGE, ROOM = 1 << 22, 3  # a line of more bytes wants so many times its room to be read
SHOWN = 1000  # bytes of a line that is too long, for the message about it

_current: "Feed | None" = None


def is_waiting() -> bool:
    """Whether the next line of the stream that was last begun is not there yet.

    What has been read should not be kept back then, for it may take long: as with `tail -f`.
    """
    return _current is not None and _current.is_waiting()


class CutOff(bytes):
    """The begin of a line that is too long, which is no JSON; `fault` says why it ends."""

    fault = ""


class Feed:
    """Iterates over the lines of a binary stream; before it reads on, which may take long, it calls
    `pause`."""

    can_tell = False  # whether it would have to

    def __init__(self, stream: Any, longest: int, pause: Callable[[], None] | None = None):
        global _current  # noqa: PLW0603 - a command reads one stream after the other
        self.stream = stream
        self.longest = longest
        self.pause = pause
        self.whole = BytesIO()  # lines that are there
        self.size = 0
        self.poll = select.poll()
        with suppress(OSError):  # unpacked on the way: no telling
            self.poll.register(stream, select.POLLIN)
            self.can_tell = True
        _current = self

    def is_waiting(self) -> bool:
        return self.whole.tell() == self.size and self._has_to_wait()

    def _has_to_wait(self) -> bool:
        return self.can_tell and not self.poll.poll(PATIENCE_MS)

    def __iter__(self) -> Iterator[bytes]:
        parts: list[bytes] = []  # of a line that goes on beyond its block
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
        """The next line, as far as `size` allows; only before any is taken by iterating."""
        line: bytes = self.stream.readline(size)
        return line

    def read(self, size: int = -1) -> bytes:
        """What comes next, as `readline`."""
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
        line = CutOff(begin.rstrip(b"} \t\r\n") or b"...")  # never a whole object
        line.fault = f"longer than {self.longest >> 20} MB; --max-line takes longer ones"
        return line


def _joined(parts: list[bytes]) -> bytes:
    """The line of these parts, which are given up.

    Raises MemoryError where there is no room to read it: orjson crashes when it finds none.
    """
    line = b"".join(parts)
    parts.clear()
    if len(line) > LARGE:
        bytes(ROOM * len(line))
    return line
