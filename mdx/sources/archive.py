"""The files of a wheel, sdist, zip or tar, read in place: nothing is unpacked by its path."""

import io
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from typing import BinaryIO

from mdx.sources import licence
from mdx.sources.source import SourceError
from mdx.sources.tree import CODE, Settings, Unreadable

MAX_MEMBERS = 200_000


class Archive:
    """The regular files of an archive (a Tree).

    `link` returns the address of a member for its path and lines.
    """

    formats: tuple[str, ...] = CODE
    alone = ""
    asked: tuple[str, ...] | None = None
    links: dict[str, str] = {}  # noqa: RUF012 - none are read

    def __init__(
        self,
        path: str,
        settings: Settings,
        revision: str = "",
        link: Callable[[str, str], str] = lambda path, lines: "",
    ):
        self.revision = revision
        self.link = link
        self.max_file = settings.max_file
        try:
            self._members = _members(path, settings)
        except (OSError, EOFError, ValueError, zipfile.BadZipFile, tarfile.TarError) as error:
            raise SourceError(f"{path}: no readable archive: {error}") from None
        self.paths = sorted(self._members)

    def read(self, path: str) -> bytes:
        if path not in self._members:
            raise Unreadable("no such file in the archive")
        size, content = self._members[path]
        if size > self.max_file:
            raise Unreadable(f"{size} bytes; --max-file allows more")
        try:
            # An archive may lie about a size: no more is unpacked than was promised.
            data = content(self.max_file)
        except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, tarfile.TarError) as error:
            raise Unreadable(f"the archive is damaged here: {error}") from None
        if len(data) < size:
            raise Unreadable(f"the archive is damaged here: {len(data)} of {size} bytes")
        return data

    def open(self, path: str) -> BinaryIO:
        return io.BytesIO(self.read(path))

    @cached_property
    def license(self) -> str:
        """The SPDX id by its licence file, at the top or where wheels keep it."""
        spdx = licence.of(self, lambda folder: "/" not in folder or ".dist-info" in folder)
        return spdx or self._declared()

    def _declared(self) -> str:
        """What the metadata of a wheel or sdist says."""
        for path in self.paths:
            if path.endswith((".dist-info/METADATA", "/PKG-INFO")) and path.count("/") == 1:
                with suppress(Unreadable):
                    return licence.declared(self.read(path).decode("utf-8", "replace"))
        return ""

    def close(self) -> None:
        self._members = {}


def _members(path: str, settings: Settings) -> dict[str, tuple[int, Callable[[int], bytes]]]:
    """Path to (size, function that reads at most so many bytes)."""
    if path.endswith((".whl", ".zip")):
        archive = zipfile.ZipFile(path)
        infos = archive.infolist()
        _check(len(infos), 0, settings)
        regular = [i for i in infos if not i.is_dir() and (i.external_attr >> 28) in (0, 8)]
        return {i.filename: (i.file_size, partial(_unzipped, archive, i)) for i in regular}
    return _tar_members(path, settings)


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(info) as member:
        return member.read(most)


def _tar_members(path: str, settings: Settings) -> dict[str, tuple[int, Callable[[int], bytes]]]:
    """The same for a tar, whose compressed stream is read once: small files are kept."""
    members: dict[str, tuple[int, Callable[[int], bytes]]] = {}
    total = 0
    with tarfile.open(path, "r|*") as archive:
        for number, member in enumerate(archive, 1):
            total += member.size
            _check(number, total, settings)
            if member.isreg():
                stream = archive.extractfile(member)
                small = stream is not None and member.size <= settings.max_file
                kept = stream.read() if small and stream else b""
                members[member.name] = (member.size, partial(_kept, kept))
    return members


def _kept(content: bytes, most: int) -> bytes:
    return content[:most]


def _check(members: int, total: int, settings: Settings) -> None:
    if members > MAX_MEMBERS:
        raise ValueError(f"more than {MAX_MEMBERS} members")
    if total > settings.max_download:
        raise ValueError("unpacks to more than --max-download")
