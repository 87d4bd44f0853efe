"""Where mdx keeps what it need not ask for twice: bytes by key, one file each."""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from hashlib import sha256

SUM_SIZE = 64  # hexadecimal digits, before the bytes themselves
BLOCK = 1 << 16


class Damaged(ValueError):
    """An entry whose bytes are not those that were put in."""


def root() -> str:
    """The cache directory: MDX_CACHE_DIR, else XDG_CACHE_HOME/mdx, else the platform's place.

    Nothing is made here: a directory comes into being with the first thing put into it.
    """
    if chosen := os.environ.get("MDX_CACHE_DIR"):
        return chosen
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        return os.path.join(xdg, "mdx")
    import platformdirs

    return platformdirs.user_cache_dir("mdx", appauthor=False)


def make_private(folder: str) -> None:
    """Makes the folder and what is missing above it, open to nobody else (0700)."""
    parent = os.path.dirname(folder)
    if parent and not os.path.isdir(parent):
        make_private(parent)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise


class Cache:
    """Bytes by key under one folder of the cache directory, safe for several runs at once.

    A key is text that is good as a file name, such as a SHA-256 in hex. Each entry is one file
    in one of 256 folders: its checksum, a newline, its bytes. Writers put it beside under a name
    of its own and rename it, so readers need no lock and no index can go wrong.
    """

    def __init__(self, name: str):
        self.name = name

    @cached_property
    def folder(self) -> str:
        return os.path.join(root(), self.name)

    def path(self, key: str) -> str:
        return f"{self.folder}/{key[:2]}/{key}"

    def get(self, key: str) -> bytes | None:
        """The bytes under this key, None where there are none; raises Damaged."""
        try:
            handle = os.open(self.path(key), os.O_RDONLY)
        except OSError:  # not there, or not to be read: a miss either way
            return None
        try:
            entry = os.read(handle, BLOCK)
            while more := os.read(handle, BLOCK) if len(entry) >= BLOCK else b"":
                entry += more
        except OSError as error:
            raise Damaged(f"cache entry {key} cannot be read: {error.strerror}") from None
        finally:
            os.close(handle)
        return _checked(entry, key)

    def put(self, key: str, data: bytes) -> None:
        """Keeps the bytes under this key, whole or not at all; raises OSError."""
        path, entry = self.path(key), sha256(data).hexdigest().encode() + b"\n" + data
        try:
            _write(path, entry)
        except FileNotFoundError:
            make_private(os.path.dirname(path))
            _write(path, entry)

    def discard(self, key: str) -> None:
        """Forgets this key, if it is there."""
        with suppress(FileNotFoundError):
            os.unlink(self.path(key))

    def __iter__(self) -> Iterator[str]:
        """Every key there is, in order."""
        for part in _names(self.folder):
            for name in _names(os.path.join(self.folder, part)):
                if name.startswith(part):  # all else is a file that is being written
                    yield name

    def stat(self, key: str) -> os.stat_result | None:
        """Size and time of an entry; None once it is gone."""
        try:
            return os.stat(self.path(key))
        except FileNotFoundError:
            return None


def _write(path: str, entry: bytes) -> None:
    from mdx.work import atomic

    with atomic.replacing(path, mode=0o600) as file:
        file.write(entry)


def _checked(entry: bytes, key: str) -> bytes:
    data = entry[SUM_SIZE + 1 :]
    if entry[:SUM_SIZE] != sha256(data).hexdigest().encode():
        raise Damaged(f"cache entry {key} is damaged")
    return data


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
