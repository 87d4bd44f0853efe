"""Shell pipelines, parsed into stages that Spark can run."""

import shlex
from argparse import Namespace
from dataclasses import dataclass, field
from importlib import import_module

from mdx.shell import command, files
from mdx.work.errors import CannotRun

# Flags that need all records in one place, pay anew for what is done again, write a file on some
# machine, or are no stage of a pipeline.
_REFUSED: dict[str, tuple[str, ...]] = {
    "augment": ("llm", "dry_run", "usage"),
    "dedupe": ("prefer", "against", "mark", "report"),
    "describe": (
        "frames",
        "transcripts",
        "batch",
        "detach",
        "dry_run",
        "count_tokens",
        "usage",
        "log",
        "refresh",
        "retry_failed",
        "cache_stats",
        "cache_list",
        "cache_prune",
        "older_than",
        "where",
        "cache_export",
        "cache_import",
    ),
    "extract": (),
    "filter": ("frames", "report"),
    "port": (),
    "split": ("exact", "stratify", "pin", "out_dir"),
}
_REFUSED_VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "dedupe": {"by": ("both",)},
    "split": {"check_leaks": ("exact", "layout", "renamed", "near")},
}


@dataclass(frozen=True)
class Stage:
    """A command of a pipeline: the name of its tool, as in `filter`, and its flags, also parsed."""

    tool: str
    flags: list[str]
    args: Namespace
    files: dict[str, str] = field(default_factory=dict)  # names of those Spark has sent, by flag


def parsed(text: str) -> tuple[list[Stage], list[str]]:
    """The stages of a pipeline, and the operands of the first one.

    Raises CannotRun, which names the stage, if Spark could not write the same bytes as the shell.
    """
    stages = []
    operands: list[str] = []
    for number, words in enumerate(_commands(text)):
        stage, own = _stage(words)
        if number == 0:
            operands = own
        elif own or stage.tool == "extract":
            raise CannotRun(f"mdx-{stage.tool}: only the first stage reads files or sources")
        stages.append(stage)
    if stages[0].tool == "extract" and not operands:
        raise CannotRun("mdx-extract: name sources; a cluster has no standard input")
    return stages, operands


def _commands(text: str) -> list[list[str]]:
    """The words of each command, which pipe signs separate."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
    lexer.commenters = ""
    lexer.whitespace_split = True
    commands: list[list[str]] = [[]]
    try:
        for word in lexer:
            if word == "|":
                commands.append([])
            elif word and not word.strip("();<>|&"):
                raise CannotRun(f"'{word}' is for the shell; only | may separate commands here")
            else:
                commands[-1].append(word)
    except ValueError as error:
        raise CannotRun(f"the pipeline is not a valid shell command: {error}") from None
    return commands


def _stage(words: list[str]) -> tuple[Stage, list[str]]:
    name, *rest = words or [""]
    tool = name.removeprefix("mdx-")
    if tool == name or tool not in _REFUSED:
        tools = ", ".join(f"mdx-{tool}" for tool in _REFUSED)
        raise CannotRun(f"'{name}' does not run on Spark; these do: {tools}")
    parser = command.parser(import_module(f"mdx.{tool}"))
    args = parser.parse_intermixed_args(rest)
    operands, args.operands = args.operands, []
    for flag in (*_REFUSED[tool], "rejects", "provenance"):
        if getattr(args, flag) != parser.get_default(flag):
            raise CannotRun(f"{name} --{flag.replace('_', '-')} does not run on Spark")
    for flag, values in _REFUSED_VALUES.get(tool, {}).items():
        if (value := getattr(args, flag)) in values:
            raise CannotRun(f"{name} --{flag.replace('_', '-')} {value} does not run on Spark")
    if len(rest) - len(flags := [word for word in rest if word not in operands]) > len(operands):
        raise CannotRun(f"{name}: a flag's value is also the name of an operand")
    files.check_files(args, [])
    return Stage(tool, flags, args), operands
