"""A folder that datasets and hubs can load directly: one file per split, pictures, and a card.

The rows wait in unnamed files until all columns are known. Then every file is put in place
complete, the card first: if a run is killed, the next one knows from the card which files are its
own.
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
# The files that a card names, which this command may replace.
DATA, PICTURE = re.compile(r"^    path: (\S+)$", re.M), re.compile(r"\((frames/[^()\s]+)\)")
MOST_SPLITS = 50
BLOCK = 1_000  # rows per Parquet table


class File(NamedTuple):
    """The file of one split, as written."""

    name: str
    size: int  # in bytes
    rows: int


class Folder:
    """Collects the rows of a set by split; `place` gives the path of a file in the folder."""

    def __init__(self, path: str, place: Callable[[str], str], parquet: bool):
        """Raises CannotRun if the folder holds a file that no card of ours names."""
        self.path, self.place, self.parquet = path, place, parquet
        self.earlier = earlier(path)
        # The keys of metadata that some record has, at least one, since loaders need a column.
        self.keys = {"split"}
        self.rows: dict[str, int] = {}
        self._waiting: dict[str, BinaryIO] = {}
        self._splits: dict[str, str] = {}  # by their names here

    def name_of(self, split: str) -> str:
        """The split's name here; raises CannotRun if another split has it."""
        name = split_name(split)
        if (other := self._splits.setdefault(name, split)) != split:
            raise CannotRun(f"the splits {other!r} and {split!r} would both be {name} here")
        return name

    def add(self, split: str, row: Record) -> None:
        """Adds a row, with the columns that describe its record."""
        if split not in self._waiting:
            self._begin(split)
        self.rows[split] += 1
        self.keys.update(row["metadata"])
        self._waiting[split].write(jsonl.dumps(row))

    def _begin(self, split: str) -> None:
        from tempfile import TemporaryFile

        if len(self._waiting) == MOST_SPLITS:
            raise CannotRun(
                f"more than {MOST_SPLITS} splits; metadata.split should name only a few"
            )
        os.makedirs(self.path, exist_ok=True)
        self._waiting[split] = TemporaryFile(dir=self.path)
        self.rows[split] = 0

    def close(
        self, card: Callable[[dict[str, File], list[str]], str], pictures: dict[str, bytes]
    ) -> dict[str, File]:
        """Puts all files in place and returns those of splits; `card` gets them and the columns.

        Removes the files that an earlier run wrote and this one does not.
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
                file.flush()  # if the disk is full, nothing has changed yet
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
                with suppress(FileNotFoundError):  # another run has removed it
                    os.unlink(os.path.join(self.path, name))
        return written


def split_name(split: str) -> str:
    """The name as `datasets` accepts it, which is also safe in a file name."""
    return re.sub(r"\W", "_", split)[:60]


def earlier(folder: str) -> set[str]:
    """The files that an earlier run wrote; raises CannotRun if there are any others."""
    try:
        with open(os.path.join(folder, CARD), encoding="utf-8", errors="replace") as file:
            card = file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        card = ""
    listed = {CARD, *DATA.findall(card), *PICTURE.findall(card)} if MARK in card else set()
    there = set(files_in(folder)) if os.path.isdir(folder) else set()
    if others := sorted(there - listed):
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        verb = "are" if more else "is"
        raise CannotRun(
            f"--out-dir {folder}: {others[0]}{more} {verb} not from mdx-export; name another folder"
        )
    return there


def files_in(folder: str) -> Iterator[str]:
    """The files in a folder and in its `frames`, except hidden ones, such as those of git."""
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if name == "frames" and os.path.isdir(path):
            yield from (f"{name}/{inner}" for inner in os.listdir(path))
        elif not name.startswith("."):
            yield name


def write_lines(rows: Iterable[Record], file: BinaryIO) -> None:
    file.writelines(map(jsonl.dumps, rows))


def write_parquet(rows: Iterable[Record], file: BinaryIO) -> None:
    """Writes the rows in tables of BLOCK; the first determines the types of all."""
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
