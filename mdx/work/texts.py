"""Texts that are kept for later in a temporary file."""

import os
from array import array
from typing import BinaryIO

from mdx.work.errors import CannotRun

_IN_MEMORY = 1 << 20  # bytes that are not in the file yet, at most


class Texts:
    """Texts by number, from 0 on, in 8 bytes of memory each; the file has no name and goes away."""

    def __init__(self) -> None:
        self._ends = array("Q", [0])
        self._written = 0
        self._late = bytearray()
        self._file: BinaryIO | None = None

    def add(self, text: str) -> None:
        """Raises CannotRun where there is no room."""
        self._late += text.encode("utf-8", "surrogatepass")
        self._ends.append(self._written + len(self._late))
        if len(self._late) > _IN_MEMORY:
            self._write()

    def __getitem__(self, number: int) -> str:
        start, end = self._ends[number : number + 2]
        if start >= self._written:
            text = bytes(self._late[start - self._written : end - self._written])
        else:
            assert self._file
            text = os.pread(self._file.fileno(), end - start, start)
        return text.decode("utf-8", "surrogatepass")

    def _write(self) -> None:
        import tempfile

        try:
            # Without a buffer, whose rest would be written when something is read or at the end.
            self._file = self._file or tempfile.TemporaryFile(buffering=0)
            while self._late:
                size = self._file.write(self._late)
                del self._late[:size]
                self._written += size
        except OSError as error:
            where = f" in {tempfile.tempdir}" if tempfile.tempdir else ""
            raise CannotRun(
                f"cannot write a temporary file{where}: {error.strerror}; "
                "set TMPDIR to a folder with room"
            ) from None
