"""Compressed files as streams of bytes: damage raises an error that names the file."""

import errno
import io
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

from mdx.records.packing import BEGINNINGS, LONGEST_BEGIN

# Bytes fed in at once, which bounds what a bomb can unpack to at once: deflate makes at most 1,032
# bytes of one, and a zstd block of four bytes may hold 128 KiB. The others limit their own output.
GZIP_PIECE, ZSTD_PIECE, PIECE = 1 << 14, 1 << 10, 1 << 14
GZIP_FORMAT = 16 + zlib.MAX_WBITS
UNPACKED_PIECE = 1 << 20


def packing(stream: io.BufferedReader) -> tuple[str, io.BufferedReader]:
    """The compression of a stream by its first bytes, as a suffix such as ".gz" or "", and a stream
    of all its bytes, to be read in place of the given one."""
    head = stream.peek(LONGEST_BEGIN)[:LONGEST_BEGIN]
    if any(len(head) < len(begin) and begin.startswith(head) for begin in BEGINNINGS.values()):
        head = stream.read(LONGEST_BEGIN)  # on a slow pipe, peek may see too little
        stream = io.BufferedReader(Rejoined(head, stream), 1 << 17)
    return next((end for end, begin in BEGINNINGS.items() if head.startswith(begin)), ""), stream


class Rejoined(io.RawIOBase):
    """A stream whose first bytes have been read, again from its beginning."""

    def __init__(self, head: bytes, stream: io.BufferedReader):
        self.head = head
        self.stream = stream

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.stream.fileno()

    def close(self) -> None:
        self.stream.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        block = self.head[: len(buffer)] or self.stream.read1(len(buffer))
        self.head = self.head[len(buffer) :]
        buffer[: len(block)] = block
        return len(block)


def opened(path: str, file: BinaryIO | None = None, ending: str = "") -> io.BufferedReader:
    """The uncompressed content of a file, by its path or already open; reading damaged data raises
    OSError. The format follows from `ending`, or else from the end of the path."""
    file = file or open(path, "rb")
    ending = ending or path
    if ending.endswith(".gz"):
        unpacked = Unpacked(path, file, _gzip, zlib.error, GZIP_PIECE)
    elif ending.endswith(".xz"):
        import lzma

        unpacked = Unpacked(path, file, lambda: Bounded(lzma.LZMADecompressor()), lzma.LZMAError)
    elif ending.endswith(".bz2"):
        import bz2

        unpacked = Unpacked(path, file, lambda: Bounded(bz2.BZ2Decompressor()), OSError)
    else:
        unpacked = _zstd(path, file)
    return io.BufferedReader(unpacked, 1 << 18)


def _gzip() -> Any:
    return zlib.decompressobj(GZIP_FORMAT)


def _zstd(path: str, file: BinaryIO) -> "Unpacked":
    try:
        import zstandard
    except ImportError:
        hint = "needs the extra zst: pip install 'mdx-tools[zst]', or use zstdcat in a pipe"
        raise OSError(errno.ENOSYS, hint, path) from None
    make = zstandard.ZstdDecompressor().decompressobj
    return Unpacked(path, file, make, zstandard.ZstdError, ZSTD_PIECE)


class Bounded:
    """A decompressor of lzma or bz2 whose output at a time is bounded."""

    def __init__(self, inner: Any):
        self.inner = inner

    def decompress(self, packed: bytes) -> bytes:
        unpacked: bytes = self.inner.decompress(packed, UNPACKED_PIECE)
        return unpacked

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class Unpacked(io.RawIOBase):
    """The content of a compressed file of any number of members (gzip, xz, bz2) or frames (zstd).

    The libraries' own readers will not do: zstandard's takes a truncated file for a whole one, and
    stops after the first of several frames.
    """

    def __init__(
        self,
        path: str,
        file: BinaryIO,
        make: Callable[[], Any],
        fault: type[Exception],
        piece: int = PIECE,
    ):
        self.path = path
        self.make = make
        self.fault = fault
        self.piece = piece
        self.member: Any = None
        self.packed = b""
        self.ready = memoryview(b"")
        self.file = file

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self.file.close()
        super().close()

    def position(self) -> int:
        """The number of bytes read from the compressed file."""
        return self.file.tell()

    def readinto(self, buffer: Any) -> int:
        while not self.ready and self._feed():
            pass
        size = min(len(buffer), len(self.ready))
        buffer[:size] = self.ready[:size]
        self.ready = self.ready[size:]
        return size

    def _feed(self) -> bool:
        """Unpacks one more piece; False at the end."""
        has_more = self.member is not None and not getattr(self.member, "needs_input", True)
        packed, self.packed = self.packed or (b"" if has_more else self.file.read(self.piece)), b""
        if not packed and not has_more:
            if self.member is not None:
                raise self._damaged("it is truncated")
            return False
        if self.member is None:
            packed = packed.lstrip(b"\0")  # padding between members, as from tapes
            if not packed:
                return True
            self.member = self.make()
        try:
            self.ready = memoryview(self.member.decompress(packed))
        except self.fault as error:
            raise self._damaged(str(error)) from None
        if self.member.eof:
            self.packed, self.member = self.member.unused_data, None
        return True

    def _damaged(self, reason: str) -> OSError:
        return OSError(errno.EIO, f"damaged compressed data: {reason}", self.path)
