"""Reads the records of a source, from its files or as its kind writes them."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from typing import Any

from mdx.records import jsonl
from mdx.records.fields import metadata
from mdx.sources.documents import whole
from mdx.sources.harvest import Harvest, common
from mdx.sources.opening import kind_of, opened
from mdx.sources.rows import several
from mdx.sources.rows.row import ColumnsError, NoScene
from mdx.sources.source import Source, SourceError
from mdx.sources.tables.json_lines import Faults
from mdx.sources.tree import ROWS, Fault, Note, Settings, Tree
from mdx.work import processes
from mdx.work.processes import Cores

TOGETHER = 8  # files that one process reads: neighbours import each other
_latest: list[Harvest] = []  # one at most: of a process of `readers`


def readers(jobs: int, dumped: bool) -> Cores | None:
    """Processes that read the files of sources; none for one job.

    Records are handed over as objects or, which is cheaper, dumped as they are written.
    """
    return processes.cores(_dumped if dumped else _read, jobs)


def records(
    source: Source,
    files: Future[Tree | None],
    settings: Settings,
    cores: Cores | None,
    done: Callable[[int, int], None] = lambda number, total: None,
) -> Iterator[dict[str, Any] | bytes | Fault | Note]:
    """The records of a source and what is wrong with it, file by file.

    Records are lines of JSON if the processes dump them. `done` is called after each file with the
    number of files done and of all files. Raises SourceError if the source cannot be read at all.
    """
    tree = files.result()
    if tree is None:
        yield from _written(source, settings)
        return
    with closing(tree), closing(Harvest(source, tree, settings)) as harvest:
        paths = harvest.paths()
        is_empty = True
        for number, items in enumerate(_of_files(harvest, paths, settings, cores), 1):
            for item in items:
                is_empty = False
                yield item
            done(number, len(paths))
        if is_empty:
            yield Note("", f"no scene in {len(paths)} file{'s' if len(paths) != 1 else ''}")


def _of_files(
    harvest: Harvest, paths: list[str], settings: Settings, cores: Cores | None
) -> Iterator[Iterable[dict[str, Any] | bytes | Fault | Note]]:
    """What each file holds."""
    if cores:  # tables stay here, where they are read row by row
        code = [path for path in paths if not path.endswith(ROWS)]
        again = replace(settings, refresh=False)
        for _, items in cores.ordered(code, lambda path: (harvest.source, again, path), TOGETHER):
            yield items
        paths = paths[len(code) :]
    for path in paths:
        yield harvest.of(path)


def _read(tasks: list[tuple[Source, Settings, str]]) -> list[list[dict[str, Any] | Fault | Note]]:
    """What each file holds; runs in a process of `readers`."""
    of_files = []
    for source, settings, path in tasks:
        if not _latest or _latest[0].source != source:
            tree = opened(source, settings)
            assert tree is not None
            for harvest in _latest:
                harvest.close()
            _latest[:] = [Harvest(source, tree, settings)]
        of_files.append(list(_latest[0].of(path)))
    return of_files


def _dumped(tasks: list[tuple[Source, Settings, str]]) -> list[list[bytes | Fault | Note]]:
    """The same, with each record as a line."""
    return [
        [item if isinstance(item, Fault | Note) else jsonl.dumps(item) for item in file]
        for file in _read(tasks)
    ]


def _written(source: Source, settings: Settings) -> Iterator[dict[str, Any] | Fault]:
    """The records that the source writes itself, completed with all our keys."""
    faults = Faults()
    try:
        for line in kind_of(source).lines(source, settings, faults):
            yield from faults.taken()
            try:
                for row in several.rows(line.record):
                    yield whole(row, source.name, common(source) | metadata(line.record))
            except (ColumnsError, NoScene) as error:
                yield Fault(f"line {line.number}", str(error), line.raw)
    except SourceError:
        yield from faults.taken()
        raise
    yield from faults.taken()
