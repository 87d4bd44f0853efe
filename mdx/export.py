"""Writes described records as the rows that trainers read.

Examples:
  mdx-export described.jsonl > train.jsonl            messages, for chat models
  mdx-export --as prompt-completion --only train split.jsonl > train.jsonl
  mdx-export --as sharegpt --system 'You write ManimCE scenes.' --fence < described.jsonl
  mdx-export --max-tokens 4096 --tokenizer tokenizer.json --rejects long.jsonl described.jsonl

--as is one of
  messages           role and content: TRL, Unsloth, axolotl (chat_template), LLaMA-Factory
  prompt-completion  two strings, for TRL
  alpaca             instruction, input, output: LLaMA-Factory, axolotl, Unsloth
  sharegpt           conversations of from and value: LLaMA-Factory, Unsloth
  text               one string for a base model: the request as comments on top of the code

A record without a description, or without code, is left out and counted; --rejects keeps it.
Rows come in the order of the records, and memory does not grow with the input.
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
from mdx.training.example import Example, Wording
from mdx.work.errors import CannotRun

NO_DESCRIPTION, NO_CODE, TOO_LONG = "no description", "no code", "too long"
TRAIN = "train"  # the split of records that have none


def arguments(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    add("--as", dest="shape", choices=formats.names(), default="messages",
        help="what the rows are (%(default)s)")  # fmt: skip
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
    """The row of each record that is whole and not too long."""
    shape = formats.load(args.shape)
    wording = Wording(_text_of(args.system), args.fence)
    limits = _limits(args)
    splits: Counter[str] = Counter()
    for line in _whole(lines, args.only, tally):
        example = wording.example(line.record)
        if excess := _excess(example, limits):
            tally.drop(line, TOO_LONG, **excess)
            continue
        splits[split_of(line.record)] += 1
        yield shape.row(example)
    if len(splits) > 1:
        names = ", ".join(f"{name} {n}" for name, n in splits.items())
        tally.message(f"splits in one stream: {names}; --only NAME writes one alone")


def split_of(record: Record) -> str:
    """The split that the record is of."""
    split = fields.text(fields.metadata(record), "split")
    return split or TRAIN


def _whole(lines: Iterator[Line], only: str | None, tally: Tally) -> Iterator[Line]:
    """The records of the split that have a description and code; the others are dropped."""
    passed = False
    for line in lines:
        if only and split_of(line.record) != only:
            tally.drop(line, f"{split_of(line.record)} split")
        elif fields.needs_description(line.record):
            tally.drop(line, NO_DESCRIPTION)
        elif not fields.text(line.record, "code").strip():
            tally.drop(line, NO_CODE)
        else:
            passed = True
            yield line
    if not passed and tally.dropped[NO_DESCRIPTION]:
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


def _excess(example: Example, limits: Limits) -> dict[str, Any]:
    """What --rejects tells of the first limit that the example passes; empty for none."""
    for unit, most, count in limits:
        length = sum(map(count, (example.system, example.request, example.answer)))
        if length > most:
            return {"length": length, "limit": most, "unit": unit}
    return {}


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
