"""Cuts Manim scenes out of sources, one JSON record a scene.

Examples:
  mdx-extract szymon_ozog dan4life_aoc2024 > scenes.jsonl
  mdx-extract all > everything.jsonl
  mdx-extract github:owner/name@v1.2 git+https://example.org/repo.git
  mdx-extract pypi:manim==0.19.0 ./folder scene.py notebook.ipynb package.whl
  mdx-extract --survey szymon_ozog ./my-videos
  mdx-extract --list | jq -c 'select(.priority >= 3)' | mdx-extract
  mdx-extract < documents.jsonl

A source is a name that --list tells, an address, or a path; `all` is every source that may be
used and needs no credentials, best first. With no operand each line of standard input is a source
as --list prints it, or a document, whose scenes are cut out. The code of a source is read, never
run. What was fetched once is kept in the cache directory and used again, also with no network.
"""

import argparse
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

from mdx.records.jsonl import Line
from mdx.shell import command
from mdx.shell.flags import positive
from mdx.shell.tally import Tally
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    from mdx.sources.source import Source
    from mdx.sources.tree import Fault, Settings

    Document = tuple[str, Line]  # with the name of what it is from

JSONL = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".ndjson")
OPERANDS = ("SOURCE", "a name, an address or a path; none is JSONL on standard input")


def arguments(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--survey", action="store_true", help="an object a source: what there is of it, no scenes"
    )
    parser.add_argument("--list", action="store_true", help="print the catalogue, and stop")
    parser.add_argument(
        "--whole-file", action="store_true", help="a record a file, uncut, not one a scene"
    )
    parser.add_argument(
        "--plain-voiceover", action="store_true",
        help="make scenes that speak plain ones, which need no service; keep what was spoken",
    )  # fmt: skip
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=positive,
        default=1,
        help="processes that read files (default: 1)",
    )
    parser.add_argument("--refresh", action="store_true", help="fetch again what the cache has")
    parser.add_argument(
        "--max-file",
        metavar="MB",
        type=positive,
        default=8,
        help="leave out larger files (default: 8)",
    )
    parser.add_argument(
        "--max-download", metavar="MB", type=positive, default=2048,
        help="give up on a source that is larger (default: 2048)",
    )  # fmt: skip


def process(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally
) -> Iterator[bytes | dict[str, Any]]:
    """The records of every source, in the order of the sources and of their files."""
    if not args.operands and not args.list:
        first = next(lines, None)
        if first is None:  # nothing to load a catalogue for
            return
        lines = chain([first], lines)
    from mdx.sources import catalogue
    from mdx.sources.source import SourceError

    try:
        listed = catalogue.load()
    except SourceError as error:
        raise CannotRun(str(error)) from None
    if args.list:
        tally.closing_line = False
        yield from (source.as_dict() for source in listed)
        return
    with rare_collections():
        yield from _extracted(_items(args.operands, lines, listed, tally), args, tally)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Lets Python look for cycles more rarely while the block runs.

    What is known of a module lives as long as its source and has few cycles: looking for them as
    often as Python does by itself took an eighth of the time.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _extracted(
    items: "Iterator[Source | Document]", args: argparse.Namespace, tally: Tally
) -> Iterator[bytes | dict[str, Any]]:
    """The records of every source and document; with --survey what there is of each source."""
    from mdx.sources import opening, reading

    surveyor = None
    if args.survey:
        from mdx.sources import survey

        surveyor = survey.Survey()
        tally.note("surveyed")
    settings = _settings(args)
    cores = reading.readers(args.jobs, dumped=not args.survey)  # before there is any thread
    try:
        for item, files in opening.ahead(items, settings):
            if files is None and surveyor:
                tally.fail(item[1], "--survey takes sources, and this is a document")
                continue
            if files is None:
                yield from _cut(item, args.whole_file, tally)
                continue
            tally.doing(item.place)
            records = _records(reading.records(item, files, settings, cores), item, tally)
            yield from [surveyor.of(item, records)] if surveyor else records
    finally:
        if cores:
            cores.close()


def summary(tally: Tally) -> str:
    """The closing line: what was read are sources and documents, what was written are scenes."""
    dropped = tally.dropped.total()
    parts = [f"{tally.read} read", f"{tally.read - dropped - tally.failed} extracted"]
    parts += [f"{dropped} dropped (no scene)"] if dropped else []
    written = f"{tally.written} {'surveys' if tally.notes else 'scenes'} written"
    parts += [f"{tally.failed} failed; {written}"]
    faults = f"; {tally.troubled} faults in files" if tally.troubled else ""
    return ", ".join(parts) + faults


def _settings(args: argparse.Namespace) -> "Settings":
    from mdx.sources.tree import Settings

    return Settings(
        refresh=args.refresh,
        max_file=args.max_file << 20,
        max_download=args.max_download << 20,
        whole_file=args.whole_file,
        plain_voiceover=args.plain_voiceover,
    )


def _items(
    operands: list[str], lines: Iterator[Line], listed: list["Source"], tally: Tally
) -> "Iterator[Source | Document]":
    """Sources and documents, in the order of the operands or of standard input."""
    if not operands:
        yield from _from_lines(lines, "stdin", tally)
    for operand in operands:
        if operand.endswith(JSONL) and os.path.isfile(operand):
            name = os.path.basename(operand).partition(".")[0]
            yield from _from_lines(command.read([operand], tally), name, tally)
        else:
            yield from _named(operand, listed, tally)


def _named(operand: str, listed: list["Source"], tally: Tally) -> list["Source"]:
    """The sources that an operand means; one that means none is told."""
    from mdx.sources import catalogue
    from mdx.sources.source import SourceError

    try:
        sources = catalogue.find(operand, listed)
    except SourceError as error:
        tally.read += 1
        tally.bad("source", str(error))
        return []
    tally.read += len(sources)
    return sources


def _from_lines(lines: Iterator[Line], name: str, tally: Tally) -> "Iterator[Source | Document]":
    """Each line is a source as --list prints it, or a document."""
    from mdx.sources.source import SourceError, from_dict

    for line in lines:
        if "kind" not in line.record or "code" in line.record:
            yield name, line
            continue
        try:
            yield from_dict(line.record)
        except SourceError as error:
            tally.fail(line, str(error))


def _cut(document: "Document", uncut: bool, tally: Tally) -> Iterator[dict[str, Any]]:
    """The records of a document."""
    from mdx.sources.documents import NoScene, of_line

    name, line = document
    try:
        yield from of_line(line, name, uncut)
    except NoScene as error:
        tally.drop(line, str(error))
    except ValueError as error:  # no code, or no Python
        tally.fail(line, str(error))


def _records(
    items: "Iterator[dict[str, Any] | bytes | Fault]", source: "Source", tally: Tally
) -> Iterator[Any]:
    """The records among what was found in a source; faults are told and kept aside."""
    from mdx.sources.source import SourceError
    from mdx.sources.tree import Fault

    try:
        for item in items:
            if isinstance(item, Fault):
                where = f"{source.name}: {item.where}"
                tally.rejects.add(where, item.reason, item.raw, {})
                tally.trouble(where, item.reason)
            else:
                yield item
    except SourceError as error:
        tally.bad(source.name, str(error))


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
