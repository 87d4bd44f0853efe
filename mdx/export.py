"""Writes described records as the rows that trainers read.

Examples:
  mdx-export described.jsonl > train.jsonl            messages, for chat models
  mdx-export --as prompt-completion --only train split.jsonl > train.jsonl
  mdx-export --as sharegpt --system 'You write ManimCE scenes.' --fence < described.jsonl
  mdx-export --max-tokens 4096 --tokenizer tokenizer.json --rejects long.jsonl described.jsonl
  mdx-export --as repair before.jsonl ported.jsonl > repair.jsonl
  mdx-export --as task --only test split.jsonl > tasks.jsonl
  mdx-export --out-dir data --provenance made.jsonl split.jsonl

--as is one of
  messages           role and content: TRL, Unsloth, axolotl (chat_template), LLaMA-Factory
  prompt-completion  two strings, for TRL
  alpaca             instruction, input, output: LLaMA-Factory, axolotl, Unsloth
  sharegpt           conversations of from and value: LLaMA-Factory, Unsloth
  text               one string for a base model: the request as comments on top of the code
  preference         prompt, chosen, rejected for TRL: code that renders and code that does not,
                     for the same request
  repair             messages: broken code and its error, answered by code from the same place
                     (source, path and scene) that renders
  task               for an evaluation that renders: prompt, what must be seen, reference, seconds

--out-dir writes a folder that datasets and hubs can load directly: one file per split, and a card
that says what is in it, under what terms, how long it is, how much of it is alike, and how it was
made. Rows there have columns for mdx's metadata, and one JSON string for all other keys.

A record without a description, or without code, is left out and counted; --rejects keeps it. For
preference and repair, mdx-filter --renders --annotate must have recorded for both sides whether
they render; repair needs no description. These two hold their records in memory. For the others,
memory grows with the input only with --out-dir: by some 200 bytes per record, and if numpy is
installed (to find nearly equal code) by 8 to 16 bytes per token of code. Rows are in the order of
the records, pairs in that of the broken ones.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from mdx.records import fields, jsonl
from mdx.records.fields import Record
from mdx.records.jsonl import Line
from mdx.shell import command, expected, provenance
from mdx.shell.files import InputFile, InputFolder, OwnFolder
from mdx.shell.flags import positive
from mdx.shell.tally import Tally
from mdx.training import formats
from mdx.training.example import Example, Pair, Unfit, Wording
from mdx.training.lengths import CannotCount, Count, tokens
from mdx.work import processes
from mdx.work.errors import CannotRun
from mdx.work.nearest import none_of

Limit = tuple[str, int, Count]  # unit, most, and what counts
Row = tuple[Example | Pair, Record]

NO_DESCRIPTION, NO_CODE, TOO_LONG = "no description", "no code", "too long"
TRAIN = "train"  # the split of records without one


def arguments(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    add("--as", dest="shape", choices=formats.names(), default="messages", metavar="FORMAT",
        help="the format of the rows, see above (%(default)s)")  # fmt: skip
    add("--system", metavar="TEXT|FILE", type=_system, help="the system prompt, or a file with it")
    add("--fence", action="store_true", help="put the code in a fence, as chat models do")
    add("--only", metavar="NAME", help="write only the records of this split")
    add("--max-tokens", metavar="N", type=positive, help="leave out longer rows")
    add("--max-characters", metavar="N", type=positive, help="leave out longer rows")
    add("--tokenizer", metavar="NAME", type=_tokenizer,
        help="what counts tokens: tokenizer.json, a model on the hub, tiktoken:NAME")  # fmt: skip
    add("--out-dir", metavar="DIR", type=OwnFolder,
        help="write a folder for datasets and hubs, and nothing to stdout")  # fmt: skip
    add("--parquet", action="store_true", help="with --out-dir: write Parquet instead of JSONL")
    add("--frames", metavar="DIR", type=InputFolder,
        help="with --out-dir: show pictures that mdx-filter --frames saved there")  # fmt: skip
    add("--jobs", metavar="N", type=positive, default=processes.DEFAULT,
        help="with --out-dir: cores for comparing code (all, at most 4)")  # fmt: skip


def _system(text: str) -> str:
    """The text, as an InputFile if it is or looks like a file name, which has no blanks."""
    is_file = os.path.exists(text) or not any(map(str.isspace, text))
    return InputFile(text) if is_file else text


def _tokenizer(text: str) -> str:
    return InputFile(text) if os.path.exists(text) else text


def process(lines: Iterator[Line], args: argparse.Namespace, tally: Tally) -> Iterator[Record]:
    """The row of each complete example that is not too long; with --out-dir no rows at all."""
    shape = formats.load(args.shape)
    count = _tokens(args.tokenizer)
    rows = _rows(lines, shape, count, args, tally)
    if args.out_dir:
        _into_folder(rows, shape, count, args, tally)
        return
    for flag in ("parquet", "frames"):
        if vars(args)[flag]:
            raise CannotRun(f"--{flag} needs --out-dir")
    if count and not args.max_tokens:
        raise CannotRun("--tokenizer needs --max-tokens or --out-dir")
    splits: Counter[str] = Counter()
    for example, row in rows:
        splits[split_of(example.line.record, shape)] += 1
        yield row
    if len(splits) > 1:
        names = ", ".join(f"{name} {n}" for name, n in splits.items())
        tally.message(f"several splits in one stream: {names}; --only NAME writes just one")


def _rows(
    lines: Iterator[Line], shape: Any, count: Count | None, args: argparse.Namespace, tally: Tally
) -> Iterator[Row]:
    limits: list[Limit] = []
    if args.max_characters:
        limits.append(("characters", args.max_characters, len))
    if args.max_tokens:
        if count is None:
            raise CannotRun("--max-tokens needs --tokenizer; --max-characters needs none")
        limits.append(("tokens", args.max_tokens, count))
    for example in _examples(lines, shape, args, tally):
        try:
            _hold_to(limits, example)
            yield example, shape.row(example)
        except Unfit as unfit:
            line = example.broken.line if isinstance(example, Pair) else example.line
            tally.drop(line, str(unfit), **unfit.details)


def _into_folder(
    rows: Iterator[Row], shape: Any, count: Count | None, args: argparse.Namespace, tally: Tally
) -> None:
    """Writes the rows, the card and its pictures to --out-dir."""
    from mdx.training import columns
    from mdx.training.card import Facts, card
    from mdx.training.census import Census
    from mdx.training.folder import Folder
    from mdx.training.gallery import Gallery
    from mdx.training.likeness import Likeness

    folder = Folder(args.out_dir, args.out_dir.file, args.parquet)
    census, likeness = Census(count), Likeness(partial(split_of, shape=shape))
    gallery = Gallery(args.frames)
    row_keys: list[str] = []
    lined = ((example.line, (example, row)) for example, row in rows)
    for line, (example, row) in likeness.watch(lined, args.jobs):
        row_keys = list(row)
        split = folder.name_of(split_of(line.record, shape))
        folder.add(split, row | columns.of_record(line))
        census.add(example.records, split, example.request, example.answer)
        gallery.add(line.record)
        tally.written += 1
    if not tally.written:
        tally.message(f"no rows; {args.out_dir} was left as it was")
        return
    own = provenance.entry(tally)
    if not args.provenance:  # so the card does not depend on the clock
        own.pop("date")
    runs = _latest([*_read_runs(args.provenance), own])
    facts = Facts(
        args.shape, row_keys, census, likeness, runs, gallery.chosen, args.tokenizer or ""
    )
    files = folder.close(partial(card, facts), gallery.pictures())
    for split, file in files.items():
        tally.note(f"{split} {file.rows} in {os.path.join(args.out_dir, file.name)}")
    leaks = ", ".join(f"{what} {n}" for what, n in sorted(likeness.leaks.items()))
    compared = f"(code compared at the level {likeness.level})"
    tally.note(f"leaks: {leaks} {compared}" if leaks else f"no leaks {compared}")


def _read_runs(path: str | None) -> list[Record]:
    """The runs that earlier stages recorded in the file of --provenance."""
    if path is None or not os.path.isfile(path):
        return []
    try:
        runs = [line.record for line in jsonl.read(path)]
    except jsonl.BadLine as error:
        raise CannotRun(f"--provenance {error}") from None
    return list(filter(provenance.is_entry, runs))


def _latest(runs: list[Record]) -> list[Record]:
    """The runs, without those that were repeated later with the same flags."""
    latest: dict[bytes, Record] = {}
    for run in runs:
        key = jsonl.dumps({"command": run["command"], "flags": run["flags"]})
        latest.pop(key, None)
        latest[key] = run
    return list(latest.values())


def _examples(
    lines: Iterator[Line], shape: Any, args: argparse.Namespace, tally: Tally
) -> Iterator[Example | Pair]:
    """The examples, or pairs of them, that the format makes rows from."""
    wording = Wording(_text_of(args.system), args.fence)
    lines = _of_split(lines, args.only, shape, tally)
    if not hasattr(shape, "KEY"):
        yield from map(wording.example, _described(lines, tally))
        return
    from mdx.training.pairs import WORKING_SIDE, pairs

    def drop(line: Line, reason: str) -> None:
        if reason == WORKING_SIDE:  # it is part of a row, not a reject
            tally.dropped[reason] += 1
        else:
            tally.drop(line, reason)

    for both in pairs(_with_code(lines, tally), shape.KEY, drop):
        yield Pair(*map(wording.example, both))


def split_of(record: Record, shape: Any) -> str:
    """The split of a record; if it has none, that of the format."""
    return fields.text(fields.metadata(record), "split") or getattr(shape, "HELD_OUT", TRAIN)


def _of_split(lines: Iterator[Line], only: str | None, shape: Any, tally: Tally) -> Iterator[Line]:
    """The records of split `only`, if given; none of train if the format takes held-out ones."""
    splits = set()
    for line in lines:
        split = split_of(line.record, shape)
        splits.add(split)
        if (only and split != only) or (split == TRAIN and hasattr(shape, "HELD_OUT")):
            tally.drop(line, f"{split} split")
        else:
            yield line
    if only and splits and only not in splits:
        tally.message(f"no record is in that split: {none_of(only, sorted(splits))}")


def _with_code(lines: Iterator[Line], tally: Tally) -> Iterator[Line]:
    for line in expected.code(lines, tally, noted=False):
        if fields.text(line.record, "code").strip():
            yield line
        else:
            tally.drop(line, NO_CODE)


def _described(lines: Iterator[Line], tally: Tally) -> Iterator[Line]:
    """The records that have a description and code; reports if none has a description."""
    are_described = False
    for line in _with_code(lines, tally):
        if fields.needs_description(line.record):
            tally.drop(line, NO_DESCRIPTION)
        else:
            are_described = True
            yield line
    if not are_described and tally.dropped[NO_DESCRIPTION]:
        tally.message("no record has a description; mdx-describe writes them")
        tally.troubled += 1


def _tokens(tokenizer: str | None) -> Count | None:
    """A function that counts tokens, if a tokenizer is named."""
    try:
        return tokens(tokenizer) if tokenizer else None
    except CannotCount as error:
        raise CannotRun(f"--tokenizer {error}") from None


def _hold_to(limits: list[Limit], example: Example | Pair) -> None:
    """Raises Unfit if the example is longer than a limit."""
    for unit, most, count in limits:
        length = max(sum(map(count, texts)) for texts in example.texts())
        if length > most:
            raise Unfit(TOO_LONG, length=length, limit=most, unit=unit)


def _text_of(given: str | None) -> str:
    """The text of the system prompt."""
    if not isinstance(given, InputFile):
        return given or ""
    try:
        with open(given, encoding="utf-8-sig") as file:
            return file.read().strip()
    except UnicodeDecodeError as error:
        raise CannotRun(f"{given}: not UTF-8 (byte {error.start + 1})") from None


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
