"""Compressed files as streams of bytes: damage is an error that names the file, never the end."""

import errno
import io
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

# Bytes fed in at once; they bound what a bomb can unpack to at once. Deflate makes at most 1,032
# bytes of one; a zstd block of four bytes may hold 128 KiB. The others are bounded by themselves.
GZIP_PIECE, ZSTD_PIECE, PIECE = 1 << 14, 1 << 10, 1 << 14
GZIP_FORMAT = 16 + zlib.MAX_WBITS
UNPACKED_PIECE = 1 << 20


def opened(path: str, file: BinaryIO | None = None) -> io.BufferedReader:
    """The bytes that a .gz, .zst, .xz or .bz2 file holds, of this path or this open one; reading
    them raises OSError where it is damaged."""
    file = file or open(path, "rb")
    if path.endswith(".gz"):
        unpacked = Unpacked(path, file, _gzip, zlib.error, GZIP_PIECE)
    elif path.endswith(".xz"):
        import lzma

        unpacked = Unpacked(path, file, lambda: Bounded(lzma.LZMADecompressor()), lzma.LZMAError)
    elif path.endswith(".bz2"):
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
    """A decompressor of lzma or bz2 that unpacks a bounded piece at a time."""

    def __init__(self, inner: Any):
        self.inner = inner

    def decompress(self, packed: bytes) -> bytes:
        unpacked: bytes = self.inner.decompress(packed, UNPACKED_PIECE)
        return unpacked

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class Unpacked(io.RawIOBase):
    """The content of a compressed file of any number of members (gzip, xz, bz2) or frames (zstd).

    Neither library's own reader will do: zstandard's takes a file that was cut off for a whole
    one, and stops after the first of several frames.
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
        """How many bytes of the compressed file have been read."""
        return self.file.tell()

    def readinto(self, buffer: Any) -> int:
        while not self.ready and self._feed():
            pass
        size = min(len(buffer), len(self.ready))
        buffer[:size] = self.ready[:size]
        self.ready = self.ready[size:]
        return size

    def _feed(self) -> bool:
        """Unpacks one more piece; whether there was one."""
        has_more = self.member is not None and not getattr(self.member, "needs_input", True)
        packed, self.packed = self.packed or (b"" if has_more else self.file.read(self.piece)), b""
        if not packed and not has_more:
            if self.member is not None:
                raise self._damaged("it ends too early")
            return False
        if self.member is None:
            packed = packed.lstrip(b"\0")  # padding between members, as tapes leave it
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
