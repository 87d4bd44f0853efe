"""Files of a folder or a single file on this disk."""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import BinaryIO

from mdx.sources import archive, licence
from mdx.sources.source import Source, SourceError
from mdx.sources.tree import ARCHIVES, CODE, Settings, Tree, Unreadable


def opened(source: Source, settings: Settings) -> Tree:
    """The folder, the members of an archive, or a file with the neighbours that it may import."""
    if not os.path.exists(source.url):
        raise SourceError(f"{source.url}: no such file or folder")
    if not os.path.isdir(source.url) and not os.path.isfile(source.url):
        raise SourceError(f"{source.url}: neither a folder nor a regular file")
    if source.url.endswith(ARCHIVES) and os.path.isfile(source.url):
        return archive.Archive(source.url, settings)
    return Folder(source.url, settings)


STDOUT = 1
NEIGHBOURS_MAX = 20_000  # files around a single one, which may lie in somebody's home
# Folders of installed packages, which hold one of these, are nobody's project.
INSTALLED = frozenset({"pyvenv.cfg", "site-packages"})


class Folder:
    """The regular files under a path (a Tree). Hidden ones, symbolic links and the file that
    standard output goes to are left out; of a single file those in its folder and below it, which
    it may import."""

    revision = ""
    formats: tuple[str, ...] = CODE
    follow_links = False
    asked: tuple[str, ...] | None = None

    def __init__(self, path: str, settings: Settings):
        self.max_file = settings.max_file
        self.links: dict[str, str] = {}
        if os.path.isdir(path):
            self.root = path
            self.alone = ""
            names = list(self._walk(path))
        else:
            self.root, name = os.path.split(path)
            self.root = self.root or "."
            self.alone = _text(name)
            names = [*islice(self._walk(self.root, skip=INSTALLED), NEIGHBOURS_MAX), name]
            self.links.pop(name, None)  # what is named is read: a link, a hidden file
        self.names = {_text(name): name for name in names}
        self.paths = sorted(self.names)

    def _walk(self, root: str, skip: frozenset[str] = frozenset()) -> Iterator[str]:
        """The files under a folder, except in folders that contain one of `skip`."""
        for folder, folders, files in os.walk(root):
            if folder != root and not skip.isdisjoint(folders + files):
                folders.clear()
                continue
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            inner = os.path.relpath(folder, root)
            yield from (os.path.normpath(os.path.join(inner, name)) for name in self._files(folder))

    def _files(self, folder: str) -> list[str]:
        """The regular files in a folder; symbolic links are recorded in `links`."""
        files = []
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name[0] == ".":
                    continue
                if entry.is_file(follow_symlinks=self.follow_links):
                    if not _is_output(entry):
                        files.append(entry.name)
                elif entry.is_symlink():
                    inner = os.path.relpath(entry.path, self.root)
                    self.links[_text(inner)] = _text(os.readlink(entry.path))
        return files

    @cached_property
    def license(self) -> str:
        return licence.of(self)

    def read(self, path: str) -> bytes:
        full = os.path.join(self.root, self.names.get(path, path))
        try:
            size = os.path.getsize(full)
            if size > self.max_file:
                raise Unreadable(f"{size} bytes; --max-file allows more")
            with open(full, "rb") as file:
                return file.read(self.max_file + 1)
        except OSError as error:
            raise Unreadable(error.strerror or str(error)) from None

    def open(self, path: str) -> BinaryIO:
        try:
            return open(os.path.join(self.root, self.names.get(path, path)), "rb")
        except OSError as error:
            raise Unreadable(error.strerror or str(error)) from None

    def link(self, path: str, lines: str) -> str:
        return ""

    def close(self) -> None:
        """A folder holds nothing open."""


def _is_output(entry: "os.DirEntry[str]") -> bool:
    """Whether a file is standard output: `mdx-extract . >> scenes.md` must not read the scenes that
    it has just written."""
    with suppress(OSError):
        output = os.fstat(STDOUT)
        return entry.inode() == output.st_ino and os.path.samestat(entry.stat(), output)
    return False


def _text(name: str) -> str:
    """The name as text; bytes that are not UTF-8 are escaped, since records cannot hold them."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
