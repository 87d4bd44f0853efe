"""From a source to its records, by whatever its kind gives: files, or records of its own."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from typing import Any

from mdx.record import metadata
from mdx.sources.documents import whole
from mdx.sources.formats.rows import ColumnsError, Faults, understood
from mdx.sources.harvest import Harvest, common
from mdx.sources.opening import kind_of
from mdx.sources.source import Source
from mdx.sources.tree import ROWS, Fault, Settings, Tree
from mdx.sources.workers import Workers


def records(
    source: Source, files: Future[Tree | None], settings: Settings, workers: Workers | None
) -> Iterator[dict[str, Any] | Fault]:
    """The records of a source and what is wrong with it, file by file.

    Raises SourceError where it cannot be read at all.
    """
    tree = files.result()
    if tree is None:
        yield from _written(source, settings)
        return
    with closing(tree):
        harvest = Harvest(source, tree, settings)
        paths = harvest.paths()
        if workers:  # tables stay here, where they are read row by row
            code = [path for path in paths if not path.endswith(ROWS)]
            for found in workers.found(source, replace(settings, refresh=False), code):
                yield from found
            paths = paths[len(code) :]
        for path in paths:
            yield from harvest.of(path)


def _written(source: Source, settings: Settings) -> Iterator[dict[str, Any] | Fault]:
    """The records that the source writes itself, with every key that ours have."""
    faults = Faults()
    for line in kind_of(source).lines(source, settings, faults):
        yield from faults.taken()
        try:
            row = understood(line.record, None)
        except ColumnsError as error:
            yield Fault(f"line {line.number}", str(error), line.raw)
            continue
        yield whole(row, source.name, common(source) | metadata(line.record))
    yield from faults.taken()
