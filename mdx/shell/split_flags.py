"""The flags of mdx-split: shares, what stays together, leaks and output."""

import argparse
import re
from collections.abc import Iterable
from functools import partial

from mdx.shell import flags
from mdx.shell.files import InputFile, OutputFolder
from mdx.shell.flags import integer, positive, ratio
from mdx.work import processes

Parser = argparse._ActionsContainer
PART = flags.number("share", lambda value: 0 <= value < flags.INFINITE)
# Names of shares that are given none.
USUAL = {2: ("train", "test"), 3: ("train", "val", "test")}


def of_shares(parser: Parser) -> None:
    """How much each split gets."""
    add = parser.add_argument
    add("--test", metavar="R", type=ratio, help="share of the test set, as in 0.1")
    add("--val", metavar="R", type=ratio, help="share of the validation set")
    add("--ratios", metavar="NAME=R,...", type=ratios,
        help="all shares, for splits with any names; 8/1/1 is train, val and test")  # fmt: skip
    add("--seed", metavar="N", type=integer, default=0, help="another number, another split (0)")


def of_groups(parser: Parser, kinds: Iterable[str]) -> None:
    """What stays together, and how the shares are met."""
    add = parser.add_argument
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--group", choices=kinds, default="file", help="what stays together (file)")
    kind.add_argument(
        "--group-by", metavar="PATH", help="or records with the same value at this path"
    )
    add("--near", metavar="T", type=ratio, default=0.85,
        help="for --group near and --check-leaks=near (%(default)s)")  # fmt: skip
    add("--exact", action="store_true", help="meet the ratios to within a group")
    add("--stratify", metavar="PATH", help="with --exact: meet them for each value at this path")
    add("--pin", metavar="NAME:FILE", type=pin, action="append", default=[],
        help="records in FILE, and those related to them, go into this split")  # fmt: skip
    add("--jobs", metavar="N", type=positive, default=processes.DEFAULT,
        help="cores for leaks and --group near (all, at most 4)")  # fmt: skip


def of_leaks(parser: Parser, levels: Iterable[str]) -> None:
    """Whether leaks are looked for, and at which level."""
    check = partial(parser.add_argument, dest="check_leaks", action="store_const")
    check("--check-leaks", const="layout",
          help="status 1 if there are any; --check-leaks=exact, =renamed or =near compares code "
          "at another level (layout)")  # fmt: skip
    for level in levels:  # an option each, so that an operand may follow the bare one
        check(f"--check-leaks={level}", const=level, help=argparse.SUPPRESS)
    check("--no-check-leaks", const="", help="do not look for leaks: faster, in flat memory")


def of_output(parser: Parser) -> None:
    """What is written, and where."""
    parser.add_argument("--only", metavar="NAME", help="write only this split")
    parser.add_argument("--out-dir", metavar="DIR", type=OutputFolder,
        help="write DIR/train.jsonl and so on, nothing to stdout")  # fmt: skip


def ratios(text: str) -> dict[str, float]:
    """The shares by name, which are 1 together; without names they are those of USUAL.

    Whole numbers are parts of what they are together: 8/2, 80:10:10.
    """
    pieces = re.split("[,/:]", text)
    if "=" not in text:
        if len(pieces) not in USUAL:
            hint = "two or three shares need no names, others do: train=0.8,val=0.1,..."
            raise argparse.ArgumentTypeError(f"{text!r}: {hint}")
        pieces = [f"{name}={piece}" for name, piece in zip(USUAL[len(pieces)], pieces, strict=True)]
    shares: dict[str, float] = {}
    for piece in pieces:
        name, _, share = piece.strip().partition("=")
        if name in shares:
            raise argparse.ArgumentTypeError(f"{name} is there twice")
        shares[split_name(name)] = PART(share)
    total = sum(shares.values())
    if abs(total - 1) <= 1e-6:
        return shares
    if not total or not all(piece.rpartition("=")[2].isdigit() for piece in pieces):
        raise argparse.ArgumentTypeError(f"{text}: the shares are {total:g} together, not 1")
    return {name: part / total for name, part in shares.items()}


def split_name(text: str) -> str:
    """The name, fit for a file's."""
    if not text.replace("-", "").replace("_", "").isalnum():
        raise argparse.ArgumentTypeError(f"'{text}' is no name of letters, digits, - and _")
    return text


def pin(text: str) -> tuple[str, InputFile]:
    """The split's name and the file."""
    name, colon, path = text.partition(":")
    if not colon or not path:
        raise argparse.ArgumentTypeError(f"{text} is not NAME:FILE")
    return split_name(name), InputFile(path)
