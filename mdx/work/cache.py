"""Keeps what should not be fetched or asked for twice: bytes by key, one file each."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from hashlib import sha256

SUM_SIZE = 64  # hexadecimal digits, before the bytes themselves
BLOCK = 1 << 16
STALE_S = 3600.0  # an older claim no longer counts
CLAIM_MOST = 300  # bytes
CUT_OFF_S = 60.0  # nor does one that was not completely written, as it was made or became an entry


class Damaged(ValueError):
    """An entry whose bytes are not those that were put in."""


def root() -> str:
    """The cache directory: MDX_CACHE_DIR, else XDG_CACHE_HOME/mdx, else the platform's place.

    Does not create it: that happens when the first thing is put into it.
    """
    if chosen := os.environ.get("MDX_CACHE_DIR"):
        return chosen
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        return os.path.join(xdg, "mdx")
    import platformdirs

    return platformdirs.user_cache_dir("mdx", appauthor=False)


def make_private(folder: str) -> None:
    """Creates a folder, and those missing above it, that only the user can open (0700)."""
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

    A key is text that may be a file name, such as a SHA-256 in hex. Each entry is one file in one
    of 256 folders: its checksum, a newline, its bytes. Writers create it under a name of its own
    and rename it, so readers need no lock and no index can break.
    """

    def __init__(self, name: str):
        self.name = name
        self.claims: set[str] = set()  # keys that this process has claimed and not yet put

    @cached_property
    def folder(self) -> str:
        return os.path.join(root(), self.name)

    def path(self, key: str) -> str:
        return f"{self.folder}/{key[:2]}/{key}"

    def get(self, key: str) -> bytes | None:
        """The bytes under this key, or None; raises Damaged."""
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
        # A claim becomes the entry: making, naming and deleting files is most of what a put costs.
        write = self._fulfil if key in self.claims else _write
        try:
            write(path, entry)
        except FileNotFoundError:
            make_private(os.path.dirname(path))
            _write(path, entry)

    def _fulfil(self, path: str, entry: bytes) -> None:
        key = os.path.basename(path)
        # Not O_TRUNC: ext4 takes it for a file that is replaced, and then writes it out at once.
        handle = os.open(claim := self._claimed(key), os.O_WRONLY | os.O_CLOEXEC)
        try:
            left = memoryview(entry)
            while left:
                left = left[os.write(handle, left) :]
            if len(entry) < CLAIM_MOST:
                os.ftruncate(handle, len(entry))
        finally:
            os.close(handle)
        try:
            os.replace(claim, path)
        except FileNotFoundError:
            make_private(os.path.dirname(path))
            os.replace(claim, path)
        self.claims.discard(key)

    def discard(self, key: str) -> None:
        """Deletes the entry of this key, if there is one."""
        with suppress(FileNotFoundError):
            os.unlink(self.path(key))

    def claim(self, key: str) -> bool:
        """Whether it is for this process to find out what belongs under this key.

        It is not if another process does so: one that has put a file there (O_EXCL) with its number
        and machine, and is alive, as far as can be told. If no file can be made, none has to wait.
        """
        if is_ours := self._claim(self._claimed(key)):
            self.claims.add(key)
        return is_ours

    def _claim(self, path: str) -> bool:
        try:
            if _made(path):
                return True
            if not _is_stale(path):
                return False
            import fcntl

            with open(f"{self.folder}.lock", "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)  # of several that see it is stale, one takes over
                if _is_stale(path):
                    os.unlink(path)
                return _made(path)
        except OSError:
            return True

    def release(self, key: str) -> None:
        """Gives up a claim of this process."""
        if key in self.claims:
            self.claims.discard(key)
            with suppress(OSError):
                os.unlink(self._claimed(key))

    def _claimed(self, key: str) -> str:
        return f"{self.folder}.claims/{key}"

    def sweep(self) -> None:
        """Deletes the claims of runs that were killed."""
        for key in _names(f"{self.folder}.claims"):
            if _is_stale(self._claimed(key)):
                with suppress(OSError):
                    os.unlink(self._claimed(key))

    def __iter__(self) -> Iterator[str]:
        """All keys, in order."""
        for part in _names(self.folder):
            for name in _names(os.path.join(self.folder, part)):
                if name.startswith(part):  # others are being written
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


def _made(claim: str) -> bool:
    """Whether this claim was made now, and not before. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        handle = os.open(claim, flags, 0o600)
    except FileExistsError:
        return False
    except FileNotFoundError:
        make_private(os.path.dirname(claim))
        return _made(claim)
    os.write(handle, _name_of_process().encode())
    os.close(handle)
    return True


def _name_of_process() -> str:
    return f"{os.getpid()} {os.uname().nodename}"


def _is_stale(claim: str) -> bool:
    """Whether the process that made it is gone, or has had all the time that it could need."""
    try:
        with open(claim, "rb") as file:
            age = time.time() - os.fstat(file.fileno()).st_mtime
            pid, _, machine = file.read(CLAIM_MOST).decode(errors="replace").partition(" ")
    except OSError:  # it is gone by now
        return True
    if age > (STALE_S if pid.isdecimal() else CUT_OFF_S):
        return True
    if machine != os.uname().nodename or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        pass
    return False


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
