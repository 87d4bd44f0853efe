"""Assigns each record to training, validation or test, in metadata.split.

The split depends on the record's group and the seed alone, on any machine and in any order:
records of one group stay together, and adding records moves none. Groups are
  file    the source and metadata.path; without a path, the code without comments, layout, imports
  repo    the repository of metadata.url, else the source
  scene   the source, file and place there
  code    the code alone
  near    families of nearly equal code, linked by pairs that share T or more of their runs of five
          tokens; a new record can link two families into one

Examples:
  mdx-split --test 0.1 --val 0.1 records.jsonl > split.jsonl
  mdx-split --test 0.1 --only test < records.jsonl > test.jsonl
  mdx-split --ratios train=0.8,val=0.1,test=0.1 --group repo --out-dir data/ < records.jsonl
  mdx-split --test 0.1 --exact --stratify metadata.dialect --check-leaks < records.jsonl
  mdx-split --test 0.1 --pin test:published.jsonl < records.jsonl

The closing line reports the shares reached, and the leaks: code (ignoring imports) or descriptions
(ignoring how they begin) that appear in two splits, and at which level code was compared. Records
stream, and finding leaks takes up to 150 bytes a record and a temporary file in TMPDIR for the
code; none with --no-check-leaks. If a share is off by more than a fifth, the line suggests --exact.
--exact and --group near read all records into memory first; near also needs 8 bytes for each token
of the code.
"""

import argparse
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO

from mdx.records import fields, jsonl
from mdx.records.jsonl import Line
from mdx.same import groups
from mdx.same.families import families
from mdx.same.fingerprints import need_numpy
from mdx.same.leaks import LEVELS, Leaks
from mdx.same.placement import (
    FIRST,
    TRAIN,
    Shares,
    even_places,
    in_order,
    left_over,
    place_of,
    split_at,
)
from mdx.shell import command, expected, inputs, split_flags
from mdx.shell.files import OutputFolder
from mdx.shell.tally import Tally
from mdx.work.errors import CannotRun
from mdx.work.nearest import none_of

FAR_OFF = 0.2  # of a share


def arguments(parser: argparse._ActionsContainer) -> None:
    split_flags.of_shares(parser)
    split_flags.of_groups(parser, (*groups.KINDS, "near"))
    split_flags.of_leaks(parser, LEVELS)
    split_flags.of_output(parser)


def process(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally
) -> Iterator[bytes | dict[str, Any]]:
    """Each record with metadata.split, or with --out-dir none at all."""
    shares = shares_of(args)
    names = names_of(args, shares)
    counts = Counter(dict.fromkeys(names, 0))
    level = LEVELS[1] if args.check_leaks is None else args.check_leaks
    if level == "near":
        need_numpy("--check-leaks=near")
    leaks = Leaks(names, level, args.near) if level else None
    with ExitStack() as stack:
        wanted = [args.only] if args.only else names
        files = _open(args.out_dir, wanted, stack) if args.out_dir else {}
        placed = _assigned(_checked(lines, args, tally), args, shares, tally)
        for line, name in leaks.watch(placed, args.jobs) if leaks else placed:
            counts[name] += 1
            if args.only and name != args.only:
                tally.drop(line, f"{name} split")
                continue
            record = fields.annotate(line.copy(), split=name)
            if files:
                files[name].write(jsonl.dumps(record))
                tally.written += 1
            else:
                yield record
    _tell(counts, args, files, tally)
    if names == [TRAIN]:
        tally.note("all of it is train: --test 0.1 --val 0.1 asks for other sets")
    if not args.exact:
        _hint_at_exact(counts, shares, tally)
    if leaks:
        _tell_leaks(leaks, tally, bool(args.check_leaks), args.near)


def _checked(lines: Iterator[Line], args: argparse.Namespace, tally: Tally) -> Iterator[Line]:
    """The lines, watched for fields that no record has; those without a description are counted."""
    for path in filter(None, (args.group_by, args.stratify)):
        lines = expected.field(lines, path)
    if not args.group_by:
        lines = expected.code(lines, tally)
    undescribed = 0
    for line in lines:
        undescribed += fields.needs_description(line.record)
        yield line
    if undescribed:
        tally.note(f"{undescribed} not described")


def shares_of(args: argparse.Namespace) -> Shares:
    """The shares in the order in which they are taken, the train set's last."""
    if args.stratify and not args.exact:
        raise CannotRun("--stratify needs --exact")
    if args.group == "near":
        need_numpy("--group near")
    if args.ratios:
        if args.test is not None or args.val is not None:
            raise CannotRun("--ratios says all shares, so --test and --val are too much")
        shares = args.ratios
    else:
        given = {name: getattr(args, name) or 0.0 for name in FIRST}
        if sum(given.values()) > 1:
            raise CannotRun("--test and --val are more than all records together")
        shares = {name: share for name, share in given.items() if share}
        shares[TRAIN] = 1 - sum(given.values())
    return in_order(shares)


def names_of(args: argparse.Namespace, shares: Shares) -> list[str]:
    """The names of all splits; raises CannotRun if --only asks for another."""
    names = list(dict.fromkeys([*shares, *(name for name, _ in args.pin)]))
    if args.only and args.only not in names:
        raise CannotRun(f"--only {none_of(args.only, names)}")
    return names


def _assigned(
    lines: Iterator[Line], args: argparse.Namespace, shares: Shares, tally: Tally
) -> Iterator[tuple[Line, str]]:
    """Each line with the name of its split."""
    names = [name for name, _ in args.pin]
    pinned = [
        (name, line)
        for name, (_, path) in zip(names, args.pin, strict=True)
        for line in inputs.read_others([path], tally)
    ]
    grouped, pins = _grouped(lines, pinned, args, tally)
    named = ((line, group, _pinned(line, group, pins)) for line, group in grouped)
    read: list[tuple[Line, bytes, str]] = []
    if args.exact:
        read = list(named)
        shares = left_over(shares, [name for _, _, name in read])
        free = [(line, group) for line, group, name in read if not name]
        places = _exact_places(free, args, list(shares), tally)
    for line, group, name in read or named:
        if not name:
            name = split_at(places[group] if args.exact else place_of(group, args.seed), shares)
        yield line, name


def _pinned(line: Line, group: bytes, pins: dict[bytes, str]) -> str:
    """The split that the record is pinned to, by its group or its code; "" if to none."""
    return (pins.get(group) or pins.get(groups.by_code(line.record)) or "") if pins else ""


def _grouped(
    lines: Iterator[Line],
    pinned: list[tuple[str, Line]],
    args: argparse.Namespace,
    tally: Tally,
) -> tuple[Iterator[tuple[Line, bytes]], dict[bytes, str]]:
    """Each line with its group; the splits of groups, and of code, that are pinned."""
    if args.group == "near" and not args.group_by:
        read = list(lines)
        together = [*(line for _, line in pinned), *read]
        keys = families(together, args.near, args.jobs)
        theirs = [[family] for family in keys[: len(pinned)]]
        return zip(read, keys[len(pinned) :], strict=True), _pins(pinned, theirs, tally)
    key = groups.by_value(args.group_by) if args.group_by else groups.KINDS[args.group]
    theirs = [[key(line.record), groups.by_code(line.record)] for _, line in pinned]
    return ((line, key(line.record)) for line in lines), _pins(pinned, theirs, tally)


def _pins(
    pinned: list[tuple[str, Line]], keys: list[list[bytes]], tally: Tally
) -> dict[bytes, str]:
    """The split of each key; the first pin counts, and a warning names those that disagree."""
    pins: dict[bytes, str] = {}
    twice = []
    for (name, line), own in zip(pinned, keys, strict=True):
        if before := {pins.setdefault(key, name) for key in own} - {name}:
            twice.append(f"{line.where} is pinned to {name}, its like to {min(before)} before")
    if twice:
        more = f" (and {len(twice) - 1} more)" if len(twice) > 1 else ""
        tally.message(f"{twice[0]}{more}; the first pin counts")
    return pins


def _exact_places(
    grouped: list[tuple[Line, bytes]],
    args: argparse.Namespace,
    names: list[str],
    tally: Tally,
) -> dict[bytes, float]:
    """For each group the place that meets the ratios.

    With --stratify every value has an order of its own; those with fewer groups than there are
    splits get the very end, which is the train set's, and are named.
    """
    sizes = Counter(group for _, group in grouped)
    strata: dict[str, dict[bytes, int]] = defaultdict(dict)
    for group, value in _strata(grouped, args.stratify).items():
        strata[value][group] = sizes[group]
    places: dict[bytes, float] = {}
    for value, members in sorted(strata.items()):
        if args.stratify and len(members) < len(names):
            places |= dict.fromkeys(members, 1.0)
            reason = f"{args.stratify} {value} has too few groups ({len(members)}) to part"
            tally.report("stratify", f"{reason}; all its records are {names[-1]}")
        else:
            places |= even_places(members, args.seed)
    return places


def _strata(grouped: list[tuple[Line, bytes]], path: str | None) -> dict[bytes, str]:
    """The value at the path that most records of each group have."""
    values: dict[bytes, Counter[str]] = defaultdict(Counter)
    for line, group in grouped:
        value = fields.lookup(line.record, path, "") if path else ""
        values[group][jsonl.dumps({"": value})[4:-2].decode()] += 1
    return {
        group: min(counts, key=lambda value: (-counts[value], value))
        for group, counts in values.items()
    }


def _open(folder: OutputFolder, names: list[str], stack: ExitStack) -> dict[str, BinaryIO]:
    from mdx.work import atomic

    paths = {name: folder.file(f"{name}.jsonl") for name in names}
    return {name: stack.enter_context(atomic.replacing(path)) for name, path in paths.items()}


def _tell(
    counts: Counter[str], args: argparse.Namespace, files: dict[str, BinaryIO], tally: Tally
) -> None:
    """The shares reached, what was written, and what lies beside it from another run."""
    for name, n in counts.items():
        where = f" in {os.path.join(args.out_dir, name)}.jsonl" if name in files else ""
        tally.note(f"{name} {n} ({n / (counts.total() or 1):.1%}){where}")
    if files and not args.only:
        for name in sorted({*FIRST, TRAIN} - files.keys()):
            path = os.path.join(args.out_dir, f"{name}.jsonl")
            if os.path.exists(path):
                tally.message(f"{path} is not of this run; it was left as it is")


def _hint_at_exact(counts: Counter[str], shares: Shares, tally: Tally) -> None:
    total = counts.total()
    off = (abs(counts[name] - share * total) / (share * total) for name, share in shares.items()
           if share * total)  # fmt: skip
    if max(off, default=0) > FAR_OFF:
        tally.note("shares are off by more than a fifth; --exact meets them")


def _tell_leaks(leaks: Leaks, tally: Tally, check: bool, near: float) -> None:
    """Names the first leaks, counts all and says what drops them; a fault if they are checked."""
    for text in leaks.examples:
        tally.message(f"leak: {text}")
    if leaks.counts:
        counted = ", ".join(f"{what} {n}" for what, n in sorted(leaks.counts.items()))
        tally.note(f"leaks: {counted} (code compared at the level {leaks.level})")
        flags = {"renamed": "--renamed ", "near": f"--near {near:g} "}.get(leaks.level, "")
        tally.hint(f"`mdx-dedupe {flags}--by both` before mdx-split drops what would leak")
        tally.troubled += 1 if check else 0
    else:
        tally.note(f"no leaks (code compared at the level {leaks.level})")


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
