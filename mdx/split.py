"""Says for each record whether it is for training, validation or test, in metadata.split.

The split is a function of the record's group and the seed alone: records of one group never part,
and adding records moves none. The group is the record's source and file (metadata.path); where it
has none, its code without comments and layout.

Examples:
  mdx-split --test 0.1 --val 0.1 records.jsonl > split.jsonl
  mdx-split --test 0.1 --only test < records.jsonl > test.jsonl
  mdx-split --test 0.1 --out-dir data/ < records.jsonl

It streams and keeps nothing. The ratios are met as closely as hashing groups allows; the closing
line tells the shares reached.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from typing import BinaryIO

from mdx import cli, jsonl, record
from mdx.code import tokens
from mdx.jsonl import Line

SPLITS = ("train", "val", "test")


def arguments(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    add("--test", metavar="R", type=ratio, default=0.0, help="share of the test set, as in 0.1")
    add("--val", metavar="R", type=ratio, default=0.0, help="share of the validation set")
    add("--seed", metavar="N", type=int, default=0, help="another number, another split (0)")
    add("--only", metavar="NAME", choices=SPLITS, help="write this split alone")
    add("--out-dir", metavar="DIR", help="write DIR/train.jsonl and so on, nothing to stdout")


def ratio(text: str) -> float:
    """The share, from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is no share between 0 and 1")
    return value


def process(
    lines: Iterator[Line], args: argparse.Namespace, report: cli.Report
) -> Iterator[bytes | dict]:
    """Each record with metadata.split, or with --out-dir none at all."""
    if args.test + args.val > 1:
        raise cli.CannotRun("--test and --val are more than all records together")
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        files = _open(args.out_dir, stack) if args.out_dir else {}
        for line in lines:
            name = split_of(group(line.record), args)
            counts[name] += 1
            made = record.annotate(line.copy(), split=name)
            if args.only and name != args.only:
                report.drop(line, f"{name} split")
            elif files:
                files[name].write(jsonl.dumps(made))
                report.written += 1
            else:
                yield made
    for name, n in counts.items():
        report.note(f"{name} {n} ({n / counts.total():.1%})")


def _open(folder: str, stack: ExitStack) -> dict[str, BinaryIO]:
    from mdx import atomic  # with tempfile, which costs more than a small split

    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "{}.jsonl")
    return {name: stack.enter_context(atomic.replacing(path.format(name))) for name in SPLITS}


def group(found: dict) -> bytes:
    """What all records of one group have in common and no others."""
    source, path = record.text(found, "source"), record.lookup(found, "metadata.path")
    if type(path) is str and path:
        return jsonl.dumps({"source": source, "path": path})
    return tokens.normal(record.text(found, "code"))


def split_of(group: bytes, args: argparse.Namespace) -> str:
    """The split of a group: where its hash falls between 0 and 1, test first."""
    digest = sha256(b"%d\0%b" % (args.seed, group)).digest()
    place = int.from_bytes(digest[:8]) / 2**64
    if place < args.test:
        return "test"
    return "val" if place < args.test + args.val else "train"


def main(argv: list[str] | None = None) -> int:
    return cli.run(sys.modules[__name__], argv)
