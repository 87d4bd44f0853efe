"""Cuts Manim scenes out of sources, one JSON record a scene.

Examples:
  mdx-extract szymon_ozog dan4life_aoc2024 > scenes.jsonl
  mdx-extract all > everything.jsonl
  mdx-extract github:owner/name@v1.2 git+https://example.org/repo.git
  mdx-extract pypi:manim==0.19.0 ./folder scene.py notebook.ipynb package.whl
  mdx-extract --list | jq -c 'select(.priority >= 3)' | mdx-extract
  mdx-extract < documents.jsonl

A source is a name that --list tells, an address, or a path; `all` is every source that may be
used and needs no credentials, best first. With no operand each line of standard input is a source
as --list prints it, or a document, whose scenes are cut out. The code of a source is read, never
run. What was fetched once is kept in the cache directory and used again, also with no network.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mdx import cli
from mdx.jsonl import Line

if TYPE_CHECKING:
    from mdx.sources.source import Source
    from mdx.sources.tree import Settings

JSONL = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".ndjson")
OPERANDS = ("SOURCE", "a name, an address or a path; none is JSONL on standard input")


def arguments(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--list", action="store_true", help="print the catalogue, and stop")
    parser.add_argument("--refresh", action="store_true", help="fetch again what the cache has")
    parser.add_argument(
        "--max-file", metavar="MB", type=int, default=8, help="leave out larger files (default: 8)"
    )
    parser.add_argument(
        "--max-download", metavar="MB", type=int, default=2048,
        help="give up on a source that is larger (default: 2048)",
    )  # fmt: skip


def process(
    lines: Iterator[Line], args: argparse.Namespace, report: cli.Report
) -> Iterator[bytes | dict[str, Any]]:
    """The records of every source, in the order of the sources and of their files."""
    from mdx.sources import catalogue
    from mdx.sources.source import SourceError

    try:
        known = catalogue.load()
    except SourceError as error:
        raise cli.CannotRun(str(error)) from None
    if args.list:
        report.closing_line = False
        yield from (source.as_dict() for source in known)
        return
    settings = _settings(args)
    if not args.operands:
        yield from _from_lines(lines, "stdin", settings, report)
    for operand in args.operands:
        if operand.endswith(JSONL) and os.path.isfile(operand):
            name = os.path.basename(operand).partition(".")[0]
            yield from _from_lines(cli.read([operand], report), name, settings, report)
            continue
        for source in _named(operand, known, report):
            yield from _extracted(source, settings, report)


def summary(report: cli.Report) -> str:
    """The closing line: what was read are sources and documents, what was written are scenes."""
    dropped = report.dropped.total()
    parts = [f"{report.read} read", f"{report.read - dropped - report.failed} extracted"]
    parts += [f"{dropped} dropped (no scene)"] if dropped else []
    parts += [f"{report.failed} failed; {report.written} scenes written"]
    faults = f"; {report.troubled} faults in files" if report.troubled else ""
    return ", ".join(parts) + faults


def _settings(args: argparse.Namespace) -> "Settings":
    from mdx.sources.tree import Settings

    return Settings(
        refresh=args.refresh, max_file=args.max_file << 20, max_download=args.max_download << 20
    )


def _named(operand: str, known: list["Source"], report: cli.Report) -> list["Source"]:
    """The sources that an operand means; one that means none is told."""
    from mdx.sources import catalogue
    from mdx.sources.source import SourceError

    try:
        found = catalogue.find(operand, known)
    except SourceError as error:
        report.read += 1
        report.bad("source", str(error))
        return []
    report.read += len(found)
    return found


def _from_lines(
    lines: Iterator[Line], name: str, settings: "Settings", report: cli.Report
) -> Iterator[dict[str, Any]]:
    """Each line is a source as --list prints it, or a document."""
    from mdx.sources.documents import NoScene, of_line
    from mdx.sources.source import SourceError, from_dict

    for line in lines:
        try:
            if "kind" in line.record and "code" not in line.record:
                yield from _extracted(from_dict(line.record), settings, report)
            else:
                yield from of_line(line, name)
        except NoScene as error:
            report.drop(line, str(error))
        except (SourceError, ValueError) as error:
            report.fail(line, str(error))


def _extracted(
    source: "Source", settings: "Settings", report: cli.Report
) -> Iterator[dict[str, Any]]:
    """The records of one source; one that cannot be read is told."""
    from mdx.sources import harvest
    from mdx.sources.source import SourceError

    try:
        for item in harvest.of_source(source, settings):
            if isinstance(item, harvest.Fault):
                where = f"{source.name}: {item.where}"
                report.rejects.record(where, item.reason, item.raw, {})
                report.trouble(where, item.reason)
            else:
                yield item
    except SourceError as error:
        report.bad(source.name, str(error))


def main(argv: list[str] | None = None) -> int:
    return cli.run(sys.modules[__name__], argv)
