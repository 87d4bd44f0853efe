"""Folders of the cache that are created completely or not at all."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import mkdtemp

from mdx.sources.source import SourceError
from mdx.work import cache

MARK = ".making-"
_making: set[str] = set()  # by this process
LEFT_S = 24 * 3600  # what is older was left by a run that was killed


@contextmanager
def staged(folder: str) -> Iterator[str]:
    """An empty folder beside `folder`, whose place it takes when the block ends without an error.

    If two runs make the same folder, the first one stays, since it may be in use.
    """
    parent = os.path.dirname(folder)
    replaced = os.path.isdir(folder)
    new = ""
    try:
        cache.make_private(parent)
        _sweep(parent)
        new = mkdtemp(prefix=MARK, dir=parent)
        _making.add(new)
        yield new
        if replaced:
            shutil.rmtree(_aside(folder), ignore_errors=True)
        _install(new, folder)
    except OSError as error:  # a full disk, or somebody took the cache away
        place = error.filename or parent
        raise SourceError(
            f"{place}: {error.strerror}; MDX_CACHE_DIR names another place to keep it"
        ) from None
    finally:
        _making.discard(new)
        if new:
            shutil.rmtree(new, ignore_errors=True)


def size() -> int:
    """The bytes in the folders that are being made just now."""
    total = 0
    for folder in list(_making):
        for inner, _, names in os.walk(folder):
            for name in names:
                with suppress(OSError):  # what fetches renames and removes as it goes
                    total += os.stat(os.path.join(inner, name)).st_size
    return total


def _aside(folder: str) -> str:
    """Moves the old folder away; returns where it is now."""
    old = mkdtemp(prefix=MARK, dir=os.path.dirname(folder))
    with suppress(FileNotFoundError):  # another run may have been faster
        os.rename(folder, os.path.join(old, "old"))
    return old


def _install(new: str, folder: str) -> None:
    try:
        os.rename(new, folder)
    except OSError:
        if not os.path.isdir(folder):
            raise


def _sweep(parent: str) -> None:
    with os.scandir(parent) as entries:
        for entry in entries:
            if entry.name.startswith(MARK) and entry.stat().st_mtime < time.time() - LEFT_S:
                shutil.rmtree(entry.path, ignore_errors=True)
