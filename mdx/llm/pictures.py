"""The pictures of a scene that mdx-filter --frames kept, for a model to look at."""

import os
import re
from typing import Any

from mdx.llm import Picture

NAME = re.compile(r"[0-9a-f]{64}(?:-\d{1,2})?\.png")
MOST = 8  # of one scene
MOST_BYTES, MOST_PIXELS = 3_500_000, 8000  # of one picture, along an edge; services take no more
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Servers make a picture smaller that is larger than this along an edge. A pixel count for a token,
# https://docs.anthropic.com/en/docs/build-with-claude/vision; others count in the same order.
EDGE, PIXELS_PER_TOKEN = 1568, 750


class Pictures:
    """The pictures in a folder, and what keeps one from being shown: `faults`, by reason."""

    def __init__(self, folder: str):
        self.folder = folder
        self.faults: dict[str, int] = {}

    def of(self, metadata: dict[str, Any]) -> tuple[Picture, ...]:
        """The pictures of a record, in their order; those that are there and can be shown."""
        names = str(metadata.get("frames") or metadata.get("frame") or "").split()
        pictures = (self._picture(name) for name in names[:MOST])
        return tuple(picture for picture in pictures if picture)

    def _picture(self, name: str) -> Picture | None:
        try:
            if not NAME.fullmatch(name):  # no path leads out of the folder
                raise ValueError("no names of frames")
            with open(os.path.join(self.folder, name), "rb") as file:
                data = file.read(MOST_BYTES + 1)
            return _read(data)
        except FileNotFoundError:
            self._note("not there")
        except OSError as error:
            self._note((error.strerror or str(error)).lower())
        except ValueError as error:
            self._note(str(error))
        return None

    def _note(self, fault: str) -> None:
        self.faults[fault] = self.faults.get(fault, 0) + 1


def _read(data: bytes) -> Picture:
    """The picture in a file; raises ValueError. PNG (ISO 15948) begins with its size, in IHDR."""
    if not data.startswith(SIGNATURE) or data[12:16] != b"IHDR" or len(data) < 33:
        raise ValueError("no PNG")
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if (
        len(data) > MOST_BYTES
        or not 0 < max(width, height) <= MOST_PIXELS
        or not min(width, height)
    ):
        raise ValueError("too large to be sent")
    return Picture(data, width, height)


def tokens(picture: Picture) -> int:
    """The estimated tokens of a picture."""
    shrunk = min(1.0, EDGE / max(picture.width, picture.height))
    return int(picture.width * shrunk * picture.height * shrunk / PIXELS_PER_TOKEN) + 1


def base64(picture: Picture) -> str:
    """The picture as requests contain it."""
    from base64 import b64encode

    return b64encode(picture.data).decode()
