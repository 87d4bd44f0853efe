"""Drops records whose code stands earlier in the stream.

Examples:
  mdx-dedupe scenes.jsonl > distinct.jsonl
  cat best.jsonl rest.jsonl | mdx-dedupe --rejects copies.jsonl

The first one wins, so the order of the input is the priority.
"""

import argparse
import sys
from collections.abc import Iterator
from hashlib import sha256

from mdx import cli, record
from mdx.jsonl import Line


def arguments(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--exact", action="store_true", help="compare the bytes of the code alone")


def process(
    lines: Iterator[Line], args: argparse.Namespace, report: cli.Report
) -> Iterator[bytes | dict]:
    """Each record whose code is new, as it came."""
    seen: dict[bytes, str] = {}
    for line in lines:
        key = sha256(record.text(line.record, "code").encode()).digest()
        if key in seen:
            report.drop(line, "exact", survivor=seen[key])
        else:
            seen[key] = line.where
            yield line.raw


def main(argv: list[str] | None = None) -> int:
    return cli.run(sys.modules[__name__], argv)
