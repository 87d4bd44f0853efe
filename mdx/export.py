"""Writes described records as the rows that trainers read.

Examples:
  mdx-export described.jsonl > train.jsonl            messages, for chat models
  mdx-export --as prompt-completion --only train split.jsonl > train.jsonl
  mdx-export --as sharegpt --system 'You write ManimCE scenes.' --fence < described.jsonl
  mdx-export --max-tokens 4096 --tokenizer tokenizer.json --rejects long.jsonl described.jsonl
  mdx-export --as repair before.jsonl ported.jsonl > repair.jsonl
  mdx-export --as task --only test split.jsonl > tasks.jsonl

--as is one of
  messages           role and content: TRL, Unsloth, axolotl (chat_template), LLaMA-Factory
  prompt-completion  two strings, for TRL
  alpaca             instruction, input, output: LLaMA-Factory, axolotl, Unsloth
  sharegpt           conversations of from and value: LLaMA-Factory, Unsloth
  text               one string for a base model: the request as comments on top of the code
  preference         prompt, chosen, rejected for TRL: code that renders and code that does not,
                     for the same request
  repair             messages: broken code and its error, answered by code of the same place
                     (source, path and scene) that renders
  task               for an evaluation that renders: prompt, what must be seen, reference, seconds

A record without a description, or without code, is left out and counted; --rejects keeps it. For
preference and repair, mdx-filter --renders --annotate has to have said of both sides whether they
render; repair needs no description. These two hold their records in memory; for the others it does
not grow with the input. Rows come in the order of the records, pairs in that of the broken ones.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from mdx.records import fields
from mdx.records.fields import Record
from mdx.records.jsonl import Line
from mdx.shell import command
from mdx.shell.flags import InputFile, positive
from mdx.shell.tally import Tally
from mdx.training import formats
from mdx.training.example import Example, Pair, Unfit, Wording
from mdx.work.errors import CannotRun

NO_DESCRIPTION, NO_CODE, TOO_LONG = "no description", "no code", "too long"
TRAIN = "train"  # the split of records that have none


def arguments(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    add("--as", dest="shape", choices=formats.names(), default="messages", metavar="FORMAT",
        help="what the rows are, see above (%(default)s)")  # fmt: skip
    add("--system", metavar="TEXT|FILE", type=_system, help="the system prompt, or a file with it")
    add("--fence", action="store_true", help="put the code in a fence, as chat models answer")
    add("--only", metavar="NAME", help="the records of this split alone")
    add("--max-tokens", metavar="N", type=positive, help="leave out what is longer")
    add("--max-characters", metavar="N", type=positive, help="leave out what is longer")
    add("--tokenizer", metavar="NAME", type=_tokenizer,
        help="counts tokens: tokenizer.json, a model on the hub, tiktoken:ENCODING")  # fmt: skip


def _system(text: str) -> str:
    """A prompt has blanks in it, unlike most names of files."""
    is_file = os.path.exists(text) or not any(map(str.isspace, text))
    return InputFile(text) if is_file else text


def _tokenizer(text: str) -> str:
    return InputFile(text) if os.path.exists(text) else text


def process(lines: Iterator[Line], args: argparse.Namespace, tally: Tally) -> Iterator[Record]:
    """The row of each example that is whole and not too long."""
    shape = formats.load(args.shape)
    limits = _limits(args)
    splits: Counter[str] = Counter()
    for line, example in _examples(lines, shape, args, tally):
        try:
            _hold_to(limits, example)
            row = shape.row(example)
        except Unfit as unfit:
            tally.drop(line, str(unfit), **unfit.details)
            continue
        splits[split_of(line.record)] += 1
        yield row
    if len(splits) > 1:
        names = ", ".join(f"{name} {n}" for name, n in splits.items())
        tally.message(f"splits in one stream: {names}; --only NAME writes one alone")


def _examples(
    lines: Iterator[Line], shape: Any, args: argparse.Namespace, tally: Tally
) -> Iterator[tuple[Line, Example | Pair]]:
    """What the format makes rows of, each with the record that a fault of it is about."""
    wording = Wording(_text_of(args.system), args.fence)
    lines = _of_split(lines, args.only, getattr(shape, "HELD_OUT", False), tally)
    if not hasattr(shape, "KEY"):
        yield from ((line, wording.example(line.record)) for line in _described(lines, tally))
        return
    from mdx.training.pairs import WORKING_SIDE, pairs

    def drop(line: Line, reason: str) -> None:
        if reason == WORKING_SIDE:  # it is in a row
            tally.dropped[reason] += 1
        else:
            tally.drop(line, reason)

    for working, broken in pairs(_with_code(lines, tally), shape.KEY, drop):
        yield broken, Pair(*map(wording.example, (working.record, broken.record)))


def split_of(record: Record) -> str:
    """The split that the record is of."""
    return fields.text(fields.metadata(record), "split") or TRAIN


def _of_split(
    lines: Iterator[Line], only: str | None, held_out: bool, tally: Tally
) -> Iterator[Line]:
    for line in lines:
        is_to_train = fields.lookup(line.record, "metadata.split") == TRAIN
        if (only and split_of(line.record) != only) or (held_out and is_to_train):
            tally.drop(line, f"{split_of(line.record)} split")
        else:
            yield line


def _with_code(lines: Iterator[Line], tally: Tally) -> Iterator[Line]:
    for line in lines:
        if fields.text(line.record, "code").strip():
            yield line
        else:
            tally.drop(line, NO_CODE)


def _described(lines: Iterator[Line], tally: Tally) -> Iterator[Line]:
    """The records that have a description and code; where there are none, a message says so."""
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


Limits = list[tuple[str, int, Callable[[str], int]]]


def _limits(args: argparse.Namespace) -> Limits:
    """Unit, most, and what counts, of each limit that was asked for."""
    from mdx.training.lengths import CannotCount, tokens

    limits: Limits = []
    if args.max_characters:
        limits.append(("characters", args.max_characters, len))
    if args.max_tokens:
        if not args.tokenizer:
            raise CannotRun("--max-tokens needs --tokenizer; --max-characters needs none")
        try:
            limits.append(("tokens", args.max_tokens, tokens(args.tokenizer)))
        except CannotCount as error:
            raise CannotRun(f"--tokenizer {error}") from None
    return limits


def _hold_to(limits: Limits, example: Example | Pair) -> None:
    """Raises Unfit for what is longer than a limit."""
    for unit, most, count in limits:
        length = max(sum(map(count, texts)) for texts in example.texts())
        if length > most:
            raise Unfit(TOO_LONG, length=length, limit=most, unit=unit)


def _text_of(given: str | None) -> str:
    """The system prompt itself."""
    if not isinstance(given, InputFile):
        return given or ""
    try:
        with open(given, encoding="utf-8-sig") as file:
            return file.read().strip()
    except UnicodeDecodeError as error:
        raise CannotRun(f"{given}: not UTF-8 (byte {error.start + 1})") from None


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
