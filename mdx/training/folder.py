"""A folder that datasets and hubs load as it is: a file a split, pictures, and a card.

The rows wait in files without a name until the columns of all of them are known; then every file
takes its place whole, the card first: after a run that was killed, the next one knows by it what
is its own.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

import orjson

from mdx.records import jsonl
from mdx.records.fields import Record
from mdx.training import columns
from mdx.work import atomic
from mdx.work.errors import CannotRun

CARD = "README.md"
MARK = "<!-- This card was written by mdx-export. -->"
# The files that a card tells of, which are this command's own to replace.
DATA, PICTURE = re.compile(r"^    path: (\S+)$", re.M), re.compile(r"\((frames/[^()\s]+)\)")
MOST_SPLITS = 50
BLOCK = 1_000  # rows of a table of parquet


class File(NamedTuple):
    """One split as it was written."""

    name: str
    size: int  # in bytes
    rows: int


class Folder:
    """Takes the rows of a set, split by split. `place` gives the path of a file in the folder."""

    def __init__(self, path: str, place: Callable[[str], str], parquet: bool):
        """Raises CannotRun where the folder holds what no card of ours tells of."""
        self.path, self.place, self.parquet = path, place, parquet
        self.earlier = earlier(path)
        self.keys = {
            "split"
        }  # of mdx's own that some record has; never none, which no loader takes
        self.rows: dict[str, int] = {}
        self._waiting: dict[str, BinaryIO] = {}

    def add(self, split: str, row: Record) -> None:
        """Takes a row with the columns of its record."""
        if split not in self._waiting:
            self._begin(split)
        self.rows[split] += 1
        self.keys.update(row["metadata"])
        self._waiting[split].write(jsonl.dumps(row))

    def _begin(self, split: str) -> None:
        from tempfile import TemporaryFile

        if len(self._waiting) == MOST_SPLITS:
            raise CannotRun(f"more than {MOST_SPLITS} splits: metadata.split is to name a few")
        os.makedirs(self.path, exist_ok=True)
        self._waiting[split] = TemporaryFile(dir=self.path)
        self.rows[split] = 0

    def close(
        self, card: Callable[[dict[str, File], list[str]], str], pictures: dict[str, bytes]
    ) -> dict[str, File]:
        """Puts every file in its place; the card is made from the files by split, and the columns.

        What an earlier run left and this one does not write is removed.
        """
        keys = [key for key in columns.OWN if key in self.keys]
        written: dict[str, File] = {}
        with ExitStack() as stack:

            def new(name: str) -> BinaryIO:
                path = self.place(name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                return stack.enter_context(atomic.replacing(path))

            for split, waiting in self._waiting.items():
                waiting.seek(0)
                rows = (columns.completed(orjson.loads(line), keys) for line in waiting)
                name = f"{split}.{'parquet' if self.parquet else 'jsonl'}"
                file = new(name)
                (write_parquet if self.parquet else write_lines)(rows, file)
                file.flush()  # here a full disk still leaves everything as it was
                written[split] = File(name, file.tell(), self.rows[split])
                waiting.close()
            for name, picture in pictures.items():
                file = new(name)
                file.write(picture)
                file.flush()
            file = new(CARD)
            file.write(card(written, keys).encode(errors="replace"))
            file.flush()
            ours = {CARD, *pictures, *(file.name for file in written.values())}
            for name in self.earlier - ours:
                with suppress(FileNotFoundError):  # another run was faster
                    os.unlink(os.path.join(self.path, name))
        return written


def split_name(split: str) -> str:
    """The name as `datasets` takes it, which is also fit for a file's."""
    return re.sub(r"\W", "_", split)[:60]


def earlier(folder: str) -> set[str]:
    """The files that an earlier run wrote; raises CannotRun where there are others besides."""
    try:
        with open(os.path.join(folder, CARD), encoding="utf-8", errors="replace") as file:
            card = file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        card = ""
    listed = {CARD, *DATA.findall(card), *PICTURE.findall(card)} if MARK in card else set()
    there = set(files_in(folder)) if os.path.isdir(folder) else set()
    if others := sorted(there - listed):
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        raise CannotRun(f"--out-dir {folder}: {others[0]}{more} is not of mdx-export; name another")
    return there


def files_in(folder: str) -> Iterator[str]:
    """What lies in a folder and in its frames; hidden files, as git has, are left alone."""
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if name == "frames" and os.path.isdir(path):
            yield from (f"{name}/{inner}" for inner in os.listdir(path))
        elif not name.startswith("."):
            yield name


def write_lines(rows: Iterable[Record], file: BinaryIO) -> None:
    file.writelines(map(jsonl.dumps, rows))


def write_parquet(rows: Iterable[Record], file: BinaryIO) -> None:
    """Writes the rows as tables of BLOCK; the first has the types of all."""
    import pyarrow
    from pyarrow import parquet

    rows = iter(rows)
    writer: Any = None
    with ExitStack() as stack:
        while block := list(islice(rows, BLOCK)):
            table = pyarrow.Table.from_pylist(block, schema=writer.schema if writer else None)
            if writer is None:
                writer = stack.enter_context(parquet.ParquetWriter(file, table.schema))
            writer.write_table(table)
