"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import mkstemp
from typing import BinaryIO


@contextmanager
def replacing(path: str, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write bytes to; it takes the place of `path` when the block ends well.

    The temporary name is unique, because a fixed one is corrupted by two runs at once
    (folbricht/routedns PR 603). An exception leaves `path` as it was and no litter.
    `mode` is what the umask is taken from.
    """
    folder, name = os.path.split(path)
    handle, temporary = mkstemp(prefix=f".{name}.", suffix=".tmp", dir=folder or ".")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(temporary, mode & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
