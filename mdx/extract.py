"""Cuts Manim scenes out of sources, one JSON record a scene.

Examples:
  mdx-extract szymon_ozog dan4life_aoc2024 > scenes.jsonl
  mdx-extract all > everything.jsonl
  mdx-extract github:owner/name@v1.2 git+https://example.org/repo.git
  mdx-extract pypi:manim==0.19.0 ./folder scene.py notebook.ipynb package.whl
  mdx-extract --survey szymon_ozog ./my-videos
  mdx-extract --list | jq -c 'select(.priority >= 3)' | mdx-extract
  mdx-extract < documents.jsonl

A source is a name that --list shows, an address, or a path; `all` is every source that may be
used and needs no credentials, best first. With no operand each line of standard input is a source
as --list prints it, or a document, whose scenes are cut out. The code of a source is read, never
run. Anything fetched is kept in the cache directory and reused, also without a network.

--survey writes an object for each source, or on a terminal a line of a table:
  files, scenes                 files with scenes, and the scenes in them
  ce, gl, cairo, unknown        scenes of each dialect
  likely_to_render              share that renders with today's manim, as their scores predict
  standalone                    share that needs no other code, package or file
  described, with_words         share with a description; with text spoken or written about it
  overlap, copies               share already seen in an earlier source; earlier in this one
  assets, assets_present        files that scenes load, and how many of them are there
  license, median_chars         of the source; of a scene's code
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

from mdx.records.jsonl import Line, Observer
from mdx.records.packing import PACKED
from mdx.shell import command, extract_flags, inputs
from mdx.shell.tally import Tally
from mdx.work.collector import rarely
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    from mdx.sources.rows.lacking import Lacking
    from mdx.sources.source import Source
    from mdx.sources.tree import Fault, Note, Settings

    Document = tuple[str, Line]  # with the name of its source

JSONL = tuple(f"{ending}{packing}" for ending in (".jsonl", ".ndjson") for packing in ("", *PACKED))
SURVEYS = "surveys"  # what is written instead of scenes
# What is known about a module lives as long as its source and has few cycles; searching for them
# as often as Python does by default took an eighth of the time.
COLLECTIONS = (50_000, 20, 100)
OPERANDS = ("SOURCE", "a name, an address or a path; none is JSONL on standard input")


def arguments(parser: argparse._ActionsContainer) -> None:
    extract_flags.of_output(parser, column_map)
    extract_flags.of_reading(parser)


def suggestions() -> dict[str, Iterable[str]]:
    """What a shell may offer as a value, by argument."""
    from mdx.sources import catalogue

    return {"operands": ["all", *catalogue.names()]}


def column_map(text: str) -> dict[str, str]:
    """Reads "code=Code,description='Reviewed Description'"."""
    from mdx.sources.rows.columns import mapped

    try:
        return mapped(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def lines(
    stream: BinaryIO, name: str, observer: Observer, inner: str | None = None
) -> Iterator[Line]:
    """The objects on standard input: JSON Lines, or JSON of any other shape."""
    from mdx.sources.tables import json_text

    return json_text.lines(stream, name, observer, inner)


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
    with rarely(*COLLECTIONS):
        yield from _extracted(_items(args, lines, listed, tally), args, tally)


def _extracted(
    items: "Iterator[Source | Document]", args: argparse.Namespace, tally: Tally
) -> Iterator[bytes | dict[str, Any]]:
    """The records of every source and document; with --survey, a summary of each source."""
    from mdx.sources import opening, reading

    documents = _Documents(args, tally)
    surveyor = None
    if args.survey:
        from mdx.sources import survey

        surveyor = survey.Survey(as_table=sys.stdout.isatty())
        tally.note(SURVEYS)
    settings = _settings(args)
    cores = reading.readers(args.jobs, dumped=not args.survey)  # before there is any thread
    try:
        for item, files in opening.ahead(items, settings):
            if files is None and surveyor:
                tally.fail(item[1], "--survey takes sources, and this is a document")
                continue
            if files is None:
                yield from documents.of(*item)
                continue
            for said in opening.waiting(item, files) if tally.progress else ():
                tally.doing(said)
            tally.doing(item.place)
            if args.columns:
                item = replace(item, columns=args.columns)
            contents = reading.records(item, files, settings, cores, partial(_done, item, tally))
            records = map(documents.counted, _records(contents, item, tally))
            yield from [surveyor.line(item, records)] if surveyor else records
        documents.end()
    finally:
        if cores:
            cores.close()
    if documents.unparsed:
        tally.note(f"{documents.unparsed} do not parse")


def _done(source: "Source", tally: Tally, number: int, total: int) -> None:
    """Shows how much of a source is done."""
    tally.doing(f"{source.name}, {number} of {total} files")  # a line of a terminal is short


def summary(tally: Tally) -> str:
    """The closing line: sources and documents are read, scenes are written."""
    dropped = tally.dropped.total()
    parts = [f"{tally.read} read", f"{tally.read - dropped - tally.failed} extracted"]
    parts += [f"{dropped} dropped (no scene)"] if dropped else []
    surveyed = tally.notes[:1] == [SURVEYS]
    what, notes = (SURVEYS, tally.notes[1:]) if surveyed else ("scenes", tally.notes)
    parts += [f"{tally.failed} failed; {tally.written} {what} written"]
    faults = [f"{tally.troubled} faults in files"] if tally.troubled else []
    return "; ".join([", ".join(parts), *notes, *faults])


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
    args: argparse.Namespace, lines: Iterator[Line], listed: list["Source"], tally: Tally
) -> "Iterator[Source | Document]":
    """Sources and documents, in the order of the operands or of standard input.

    Raises CannotRun for a missing path before any operand is read.
    """
    if not args.operands:
        return _from_lines(lines, "stdin", tally)
    named = [
        None if _is_documents(operand) else _named(operand, listed, tally)
        for operand in args.operands
    ]
    return chain.from_iterable(
        _from_file(operand, tally, args.max_line) if sources is None else sources
        for operand, sources in zip(args.operands, named, strict=True)
    )


def _from_file(path: str, tally: Tally, longest_mb: int) -> "Iterator[Source | Document]":
    """The sources and documents of a file of JSONL."""
    name = os.path.basename(path).partition(".")[0]
    return _from_lines(inputs.read([path], tally, longest_mb, lines), name, tally)


def _is_documents(operand: str) -> bool:
    return operand.endswith(JSONL) and os.path.isfile(operand)


def _named(operand: str, listed: list["Source"], tally: Tally) -> list["Source"]:
    """The sources that an operand names; reports an operand that names none."""
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


class _Documents:
    """The records of documents, table by table; missing columns are reported once per table."""

    def __init__(self, args: argparse.Namespace, tally: Tally):
        self.args = args
        self.tally = tally
        self.unparsed = 0  # records, also those of sources
        self._name = ""
        self._lacking: Lacking | None = None

    def of(self, name: str, line: Line) -> Iterator[dict[str, Any]]:
        """The records of one document."""
        from mdx.sources.documents import of_line
        from mdx.sources.rows.lacking import Lacking
        from mdx.sources.rows.row import ColumnsError, NoScene

        if self._lacking is None or self._name != line.name:
            self.end()
            self._name, self._lacking = line.name, Lacking()
        self._lacking.rows += 1
        try:
            records = of_line(line, name, self.args.columns, self.args.whole_file, self._lacking)
            yield from map(self.counted, records)
        except NoScene as error:
            self.tally.drop(line, str(error))
        except ColumnsError as error:
            if self.tally.strict:
                self.tally.fail(line, str(error))
            self._lacking.failed(str(error))
            self.tally.rejects.add(line.where, str(error), line.raw, {})
        except ValueError as error:  # no Python
            self.tally.fail(line, str(error))

    def counted(self, record: Any) -> Any:
        """The record, counted if its code does not parse."""
        if type(record) is dict:
            self.unparsed += record["metadata"]["syntax_error"] != ""
        return record

    def end(self) -> None:
        """Reports what the columns of the last table lack."""
        if self._lacking:
            for count, reason in self._lacking.faults():
                self.tally.message(f"{self._name}: {reason}")
                self.tally.failed += count
            for words in self._lacking.notes():
                self.tally.message(f"{self._name}: {words}")


def _records(
    items: "Iterator[dict[str, Any] | bytes | Fault | Note]", source: "Source", tally: Tally
) -> Iterator[Any]:
    """The records among the results of a source; faults are reported."""
    from mdx.sources.source import SourceError
    from mdx.sources.tree import Fault, Note

    written = faults = 0
    try:
        for item in items:
            if isinstance(item, Fault):
                faults += 1
                where = f"{source.name}: {item.where}"
                tally.rejects.add(where, item.reason, item.raw, {})
                tally.trouble(where, item.reason)
            elif isinstance(item, Note):
                tally.message(": ".join(filter(None, (source.name, *item))))
            else:
                written += 1
                yield item
    except SourceError as error:
        tally.bad(source.name, str(error))
        return
    if not written and faults:
        tally.failed += 1
    elif not written:
        tally.dropped["no scene"] += 1


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
