"""Drops records whose code already appeared in an earlier one.

By default, code is the same if it says the same: comments, layout, quotes, redundant brackets and
the order of imports do not count; case and operators do. Code that does not tokenise is compared by
its bytes; code of comments alone is never a copy. With --renamed, names of variables, functions and
scenes do not count either, nor do docstrings, annotations and unused imports. Near means that the
two share T or more of all their runs of five tokens (Jaccard), with one word for all variables and
without the lines that all scenes share. The same must hold for the classes of their scenes by
themselves, so that the helpers they carry along do not make scenes alike. Code of fewer tokens is
near nothing. A record is dropped only because of one that stays, never because of a dropped one.

Examples:
  mdx-dedupe scenes.jsonl > distinct.jsonl
  cat best.jsonl rest.jsonl | mdx-dedupe --near 0.85 --rejects copies.jsonl > distinct.jsonl
  mdx-dedupe --against test.jsonl --near 0.7 train.jsonl > without-leaks.jsonl
  mdx-dedupe --prefer described,priority --report groups.jsonl *.jsonl > distinct.jsonl

The first copy stays, so the order of the input is the priority, and records stream. Memory use is
under 130 bytes for each record that stays; with --near also 8 to 16 bytes for each of its tokens
and some 40 for a share of 1 - T of them. By default the code of those that stay goes to a temporary
file as well, in TMPDIR. --prefer reads all records into memory first; they come out in the order
they came in, and the same ones stay whatever that order is.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from hashlib import sha256
from typing import Any, BinaryIO

from mdx.records import fields, jsonl
from mdx.records.jsonl import Line
from mdx.same.fingerprints import Fingerprint, fingerprints, need_numpy
from mdx.same.seen import Match, Seen
from mdx.shell import command, expected, flags, inputs
from mdx.shell.files import InputFile, OutputFile
from mdx.shell.flags import positive
from mdx.shell.tally import Tally
from mdx.work import processes
from mdx.work.errors import CannotRun

Compared = Callable[[Iterable[Line]], Iterator[tuple[Line, Fingerprint]]]

PREFERENCES: dict[str, Callable[[dict[str, Any]], float]] = {
    "priority": lambda record: _number(record, "metadata.priority"),
    "described": lambda record: not fields.needs_description(record),
    "quality": lambda record: _number(record, "metadata.quality"),
    "longest": lambda record: len(fields.text(record, "code")),
}

JUDGING = ("prefer", "against", "mark", "report")  # flags of what --keys leaves to others
SIMILARITY = flags.number("similarity over 0 and up to 1", lambda value: 0 < value <= 1)


def arguments(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    level = parser.add_mutually_exclusive_group()
    level.add_argument("--exact", action="store_true", help="only code with the same bytes")
    level.add_argument(
        "--renamed",
        action="store_true",
        help="also code that differs only in names, such as variables",
    )
    level.add_argument(
        "--near",
        metavar="T",
        type=SIMILARITY,
        help="all of these, and code with a similarity of at least T, as in 0.9",
    )
    add(
        "--by", choices=("code", "description", "both"), default="code",
        help="what to compare; both: a match in either, and the reason says which (code)",
    )  # fmt: skip
    add(
        "--prefer",
        metavar="KEYS",
        type=flags.names(*PREFERENCES),
        help="which copy stays: by " + ",".join(PREFERENCES),
    )
    add(
        "--against", metavar="FILE", type=InputFile, action="append", default=[],
        help="also drop what is in this file, and never write it; may be repeated",
    )  # fmt: skip
    add("--mark", action="store_true",
        help="drop nothing: set metadata.duplicate_of and metadata.similarity")  # fmt: skip
    add("--keys", action="store_true",
        help="drop nothing: set metadata.code_key, and renamed_key with --renamed, which are equal "
        "for copies; for an engine that joins more than one machine holds")  # fmt: skip
    add(
        "--report", metavar="FILE", type=OutputFile, help="write an object for each group of copies"
    )
    add("--jobs", metavar="N", type=positive, default=processes.DEFAULT,
        help="cores for all levels but --exact (all, at most 4)")  # fmt: skip


def suggestions() -> dict[str, Iterable[str]]:
    """What a shell may offer as a value, by argument."""
    return {"prefer": PREFERENCES}


def process(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally
) -> Iterator[bytes | dict[str, Any]]:
    """Each record that is not a copy, unchanged; with --mark every record, marked."""
    level = _level(args)
    if args.keys:
        yield from _keyed(expected.code(lines, tally), args, level)
        return
    if args.by != "description":
        lines = expected.code(lines, tally)
    compared = partial(fingerprints, level=level, jobs=args.jobs, words=args.by != "code")
    seen = Seen(level, args.near or 1.0, args.by)
    copies = Copies(seen, level, keep=bool(args.report))
    with ExitStack() as stack:
        out = _report_file(args.report, stack) if args.report else None
        for line, fingerprint in compared(_others(args, tally)):
            match = seen.match(line, fingerprint)
            if not match or match.kind.startswith(("renamed", "near")):
                seen.add(line, fingerprint)
        for line, match in _judged(lines, args.prefer, seen, compared):
            copies.add(line, match)
            if args.mark:
                place = seen.kept.where(match.survivor) if match else ""
                marks = {"duplicate_of": place, **_figures(match, level)}
                yield fields.annotate(line.copy(), **marks)
            elif match:
                place = seen.kept.where(match.survivor)
                tally.drop(line, match.kind, survivor=place, **_figures(match, level))
            else:
                yield line.raw
        copies.tell(tally)
        if out:
            copies.write(out)


def _others(args: argparse.Namespace, tally: Tally) -> Iterator[Line]:
    """The records of the files that are only compared with."""
    lines = inputs.read_others(args.against, tally)
    return lines if args.by == "description" else expected.code(lines, tally, noted=False)


def _level(args: argparse.Namespace) -> str:
    level = "exact" if args.exact else "renamed" if args.renamed else "near" if args.near else ""
    if level and args.by == "description":
        raise CannotRun(f"--{level} compares code, --by description does not")
    if level == "near":
        need_numpy("--near")
    return level or ("coarse" if args.by == "code" and not args.keys else "layout")


def _keyed(lines: Iterable[Line], args: argparse.Namespace, level: str) -> Iterator[dict[str, Any]]:
    """Each record with the keys of its code: hexadecimal, "" where there is no code."""
    judging = [f"--{name}" for name in JUDGING if getattr(args, name)]
    if args.near or args.by != "code" or judging:
        other = "--near" if args.near else "--by" if args.by != "code" else judging[0]
        raise CannotRun(f"--keys compares no records, {other} does")
    for line, fingerprint in fingerprints(lines, level, args.jobs):
        keys = {"code_key": fingerprint.form}
        if level == "renamed":
            keys["renamed_key"] = fingerprint.renamed
        texts = {name: f"{key:032x}" if key else "" for name, key in keys.items()}
        yield fields.annotate(line.copy(), **texts)


def _report_file(path: str, stack: ExitStack) -> BinaryIO:
    from mdx.work import atomic

    return stack.enter_context(atomic.replacing(path))


def _judged(
    lines: Iterable[Line], preferred: list[str] | None, seen: Seen, compared: Compared
) -> Iterator[tuple[Line, Match | None]]:
    """Each line, in the order it came, with the one that stays for its sake."""
    if not preferred:
        yield from _in_turn(compared(lines), seen)
        return
    lines = list(lines)
    ranked = sorted(range(len(lines)), key=lambda i: _rank(lines[i], preferred))
    matches: list[Match | None] = [None] * len(lines)
    judged = _in_turn(compared(lines[i] for i in ranked), seen)
    for i, (_, match) in zip(ranked, judged, strict=True):
        matches[i] = match
    yield from zip(lines, matches, strict=True)


def _in_turn(
    pairs: Iterable[tuple[Line, Fingerprint]], seen: Seen
) -> Iterator[tuple[Line, Match | None]]:
    for line, fingerprint in pairs:
        match = seen.match(line, fingerprint)
        if not match:
            seen.add(line, fingerprint)
        yield line, match


def _rank(line: Line, names: list[str]) -> tuple[Any, ...]:
    """What sorts the one to keep first; hashes at last, so that the order it came in is nothing."""
    code = fields.text(line.record, "code").encode("utf-8", "surrogatepass")
    wishes = (-PREFERENCES[name](line.record) for name in names)
    return (*wishes, sha256(code).digest(), sha256(line.raw).digest())


def _number(record: dict[str, Any], path: str) -> float:
    value = fields.lookup(record, path)
    return value if type(value) in (int, float) else 0


def _figures(match: Match | None, level: str) -> dict[str, float]:
    """How alike, as records tell it: 0 where there is no match."""
    figures = {"similarity": round(match.similarity, 4) if match else 0.0}
    if level == "near":
        figures["similarity_weighted"] = round(match.weighted, 4) if match else 0.0
    return figures


class Copies:
    """What was dropped, by the record that stays."""

    def __init__(self, seen: Seen, level: str, keep: bool):
        self.seen = seen
        self.level = level
        self.read = 0
        self.sizes: Counter[int] = Counter()
        self.kinds: Counter[str] = Counter()
        self.across = 0
        self.members: dict[int, list[dict[str, Any]]] | None = defaultdict(list) if keep else None

    def add(self, line: Line, match: Match | None) -> None:
        self.read += 1
        if not match:
            return
        source = fields.text(line.record, "source")
        self.sizes[match.survivor] += 1
        self.kinds[match.kind] += 1
        if source != self.seen.kept.source(match.survivor):
            self.across += 1
        if self.members is not None:
            self.members[match.survivor].append({
                "where": line.where, "kind": match.kind, "source": source,
                **_figures(match, self.level),
            })  # fmt: skip

    def tell(self, tally: Tally) -> None:
        """Shares for the closing line, and a warning if little is left."""
        copies = self.kinds.total()
        if not copies:
            return
        shares = ", ".join(f"{n / self.read:.1%} {kind}" for kind, n in self.kinds.most_common())
        tally.note(f"{copies / self.read:.1%} are copies: {shares}")
        tally.note(f"{copies - self.across} within a source and {self.across} across sources")
        if 2 * copies > self.read:
            survivor, size = min(self.sizes.items(), key=lambda item: (-item[1], item[0]))
            place = self.seen.kept.where(survivor)
            tally.message(f"more than half are copies; {size} of them of {place}, the most")

    def write(self, out: BinaryIO) -> None:
        """One object a group, in the order of those that stay."""
        kept = self.seen.kept
        for survivor, members in sorted((self.members or {}).items()):
            kinds = Counter(member["kind"] for member in members)
            sources = {kept.source(survivor), *(member["source"] for member in members)}
            group = {
                "survivor": kept.where(survivor), "source": kept.source(survivor),
                "size": 1 + len(members), "kinds": kinds, "sources": sorted(sources),
                "members": members,
            }  # fmt: skip
            out.write(jsonl.dumps(group))


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
