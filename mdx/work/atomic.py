"""Files that are written completely or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO


@contextmanager
def replacing(path: str, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write bytes to, which replaces `path` when the block ends without an exception.

    An exception leaves `path` as it was and no temporary file, whose name is unique because two
    runs would corrupt a fixed one (folbricht/routedns PR 603). The umask applies to `mode`. A link
    stays a link, and anything but a regular file (a pipe, /dev/stderr) is written to directly.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:
            yield file
        return
    if os.path.islink(path):  # not earlier: /dev/fd/3 is a link, and a pipe has no path
        path = os.path.realpath(path)
    folder, name = os.path.split(path)
    # tempfile would also do, but importing it takes longer than a small run.
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
