"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO


@contextmanager
def replacing(path: str, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write bytes to; it takes the place of `path` when the block ends well.

    The temporary name is unique, because a fixed one is corrupted by two runs at once
    (folbricht/routedns PR 603). An exception leaves `path` as it was and no litter.
    `mode` is what the umask is taken from. A link stays one, and what is no regular file (a pipe,
    /dev/stderr) is written to as it is.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:
            yield file
        return
    if os.path.islink(path):  # not before: that of /dev/fd/3 to a pipe leads to no file
        path = os.path.realpath(path)
    folder, name = os.path.split(path)
    # tempfile would do as well, but importing it takes longer than a small run.
    temporary = os.path.join(folder, f".{name[:40]}.{os.getpid()}-{os.urandom(6).hex()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.replace(temporary, path)
    except BaseException as error:
        os.unlink(temporary)
        if isinstance(error, OSError) and error.filename is None:  # a full disk
            error.filename = path
        raise
