"""Drops records whose code stands earlier in the stream.

The same code is the same Python tokens: comments, layout, quotes and the order of imports do not
count. Code that does not tokenise is compared by its bytes; empty code is never a duplicate. The
first one wins, so the order of the input is the priority.

Examples:
  mdx-dedupe scenes.jsonl > distinct.jsonl
  cat best.jsonl rest.jsonl | mdx-dedupe --rejects copies.jsonl

It streams, and keeps under 150 bytes for each distinct record.
"""

import argparse
import sys
from collections.abc import Iterator
from hashlib import sha256

from mdx import cli, record
from mdx.code import tokens
from mdx.jsonl import Line


def arguments(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--exact", action="store_true", help="compare the bytes of the code alone")


def process(
    lines: Iterator[Line], args: argparse.Namespace, report: cli.Report
) -> Iterator[bytes | dict]:
    """Each record whose code is new, as it came."""
    first: dict[int, tuple[str, bytes]] = {}
    for line in lines:
        code = record.text(line.record, "code")
        if not code.strip():
            yield line.raw
            continue
        exact = sha256(code.encode("utf-8", "surrogatepass")).digest()
        form = exact if args.exact else sha256(tokens.normal(code)).digest()
        key = int.from_bytes(form[:16])
        if key in first:
            survivor, its_exact = first[key]
            kind = "exact" if exact[:4] == its_exact else "layout"
            report.drop(line, kind, survivor=survivor, similarity=1.0)
        else:
            first[key] = (line.where, exact[:4])
            yield line.raw


def main(argv: list[str] | None = None) -> int:
    return cli.run(sys.modules[__name__], argv)
