"""A few pictures of what a set shows, from the frames that mdx-filter saved."""

import os
from hashlib import sha256
from typing import NamedTuple

from mdx.records import fields
from mdx.records.fields import Record

MOST = 12
LARGEST = 4 << 20  # bytes
PNG = b"\x89PNG\r\n\x1a\n"


class Picture(NamedTuple):
    """One frame, the request for it, and its rank among all frames."""

    rank: bytes
    name: str
    request: str


class Gallery:
    """Chooses among all frames by their names, whatever the order of the rows."""

    def __init__(self, folder: str | None):
        self.folder = folder
        self.chosen: list[Picture] = []

    def add(self, record: Record) -> None:
        """Keeps the record's frame if it is among those to show."""
        name = fields.text(fields.metadata(record), "frame")
        if self.folder is None or not name or os.path.basename(name) != name:
            return
        picture = Picture(sha256(name.encode(errors="replace")).digest(), name, "")
        is_last = len(self.chosen) == MOST and picture.rank > self.chosen[-1].rank
        if is_last or any(other.name == name for other in self.chosen) or not self._read(name):
            return
        request = fields.text(record, "description")
        self.chosen = sorted([*self.chosen, picture._replace(request=request)])[:MOST]

    def pictures(self) -> dict[str, bytes]:
        """The content of each picture, by its path in the folder of the set."""
        return {place(one): self._read(one.name) for one in self.chosen}

    def _read(self, name: str) -> bytes:
        """The content of a frame; b"" if it is not a picture that can be shown."""
        path = os.path.join(self.folder or "", name)
        try:
            if not os.path.isfile(path) or os.path.getsize(path) > LARGEST:
                return b""
            with open(path, "rb") as file:
                content = file.read()
        except (OSError, ValueError):  # an impossible file name
            return b""
        return content if content.startswith(PNG) else b""


def place(picture: Picture) -> str:
    """The path of a picture in the folder of the set, with nothing odd in the name."""
    return f"frames/{picture.rank.hex()[:16]}.png"
