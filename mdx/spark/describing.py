"""mdx-describe on Spark: many workers ask, and no description is asked for twice.

First, equal requests are brought into one part, the parts are asked side by side, each within its
share of the limits, and the answers are gathered in the driver's cache. Then the lines pass through
`mdx-describe --cache-only`, which may be done again at no cost where a worker is lost.
"""

import os
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from mdx.llm import Stop, asking, from_flags
from mdx.llm.asking import Asking
from mdx.llm.at_once import AtOnce
from mdx.llm.follow_up import FollowUp
from mdx.llm.money import Budget
from mdx.llm.store import Store
from mdx.records import jsonl
from mdx.records.jsonl import BadLine
from mdx.spark import commands
from mdx.spark.pipeline import Stage
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.rdd import RDD

FILES = ("prompt", "voices")
DIVIDED = ("jobs", "rpm", "tpm", "max_requests", "max_tokens_total")
CLOCKS_S = 600  # by which a worker's clock may be behind the driver's
Entry = dict[str, Any]  # an answer, as --cache-export writes it


def asked(lines: "RDD[bytes]", stage: Stage) -> list[str]:
    """Has asked what there is to ask about these lines; the caller keeps them for a second use.

    Returns the names of files that Spark has sent to the workers, whose answers `take` takes.
    """
    from pyspark import StorageLevel

    if _answers_at_once(stage.args):
        return []
    spark, store = lines.context, Store(_warn)
    parts = shares(stage.args, spark.defaultParallelism)
    # Voices and the like follow from the record, so the question without them tells enough.
    template = asking.template(stage.args.style, stage.args.prompt)
    questions = Asking(template, stage.args.max_code)
    placed = lines.mapPartitions(_placed(questions)).partitionBy(len(parts)).values()
    if spark.master.startswith("local"):  # the workers have the driver's cache
        placed.mapPartitionsWithIndex(_asked(stage, parts, [], "")).count()
        return []
    known = _sent(spark, map(jsonl.dumps, store.export()))
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - CLOCKS_S))
    new = placed.mapPartitionsWithIndex(_asked(stage, parts, [known], since))
    gathered = new.reduceByKey(lambda one, other: one).values()
    gathered.persist(StorageLevel.MEMORY_AND_DISK)
    count = sum(map(store.take, gathered.toLocalIterator()))
    print(f"mdx.spark: {count} new answers are in {store.cache.folder}", file=sys.stderr)
    return [known, _sent(spark, map(jsonl.dumps, gathered.toLocalIterator()))]


def shares(args: Namespace, workers: int) -> list[list[str]]:
    """For each part its flags with a share of each limit; at most so many parts, none without."""
    limits = {flag: value for flag in DIVIDED if (value := getattr(args, flag))}
    parts = min(workers, *limits.values())
    return [
        [
            f"--{flag.replace('_', '-')}={value * (part + 1) // parts - value * part // parts}"
            for flag, value in limits.items()
        ]
        for part in range(parts)
    ]


def take(names: Iterable[str]) -> None:
    """Puts the answers in these files into the worker's cache, where they are not there yet."""
    for name in names:
        _take(name)


@cache
def _take(name: str) -> None:
    from pyspark import SparkFiles

    store = Store(_warn)
    with open(SparkFiles.get(name), "rb") as file:
        for line in file:
            store.take(jsonl.loads(line))


def with_files(spark: "SparkContext", stage: Stage) -> Stage:
    """The same, once Spark has sent the workers the files that its flags name."""
    paths = {flag: path for flag in FILES if (path := getattr(stage.args, flag))}
    return replace(stage, files={flag: _copy(spark, path) for flag, path in paths.items()})


def _copy(spark: "SparkContext", path: str) -> str:
    with open(path, "rb") as file:
        return _sent(spark, file)


def _sent(spark: "SparkContext", lines: Iterable[bytes]) -> str:
    """The name of a file with these lines, which Spark sends to each worker."""
    from pyspark import SparkFiles

    number, path = tempfile.mkstemp(prefix="mdx-", dir=SparkFiles.getRootDirectory())
    with open(number, "wb") as file:
        file.writelines(lines)
    spark.addFile(path)
    return os.path.basename(path)


def _answers_at_once(args: Namespace) -> bool:
    """Whether nobody is asked; raises CannotRun if no such model is known."""
    try:
        client = from_flags.client(args.llm, args, Store(_warn), Budget(), FollowUp(None), _warn)
    except Stop as stop:
        raise CannotRun(f"mdx-describe: {stop}") from None
    return isinstance(client, AtOnce) and not args.judge


def _placed(questions: Asking) -> Callable[[Iterable[bytes]], Iterator[tuple[int, bytes]]]:
    """Gives each line a number that is the same for lines about which the same is asked."""

    def placed(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        for line in lines:
            try:
                question, _ = questions.question(jsonl.loads(line), 0)
            except BadLine:
                continue
            if question:
                text = question.text.encode("utf-8", "surrogatepass")
                yield int.from_bytes(sha256(text).digest()[:7]), line

    return placed


def _asked(
    stage: Stage, parts: list[list[str]], known: list[str], since: str
) -> Callable[[int, Iterable[bytes]], Iterator[tuple[str, Entry]]]:
    """Has a part asked, and gives the answers that came since then by their keys; none for ""."""

    def answers(part: int, lines: Iterable[bytes]) -> Iterator[tuple[str, Entry]]:
        take(known)
        given = b"".join(line + b"\n" for line in lines)
        commands.run("describe", [*commands.flags(stage), *parts[part], "--quiet"], given)
        for entry in Store(_warn).export() if since else ():
            if entry.get("at", "") >= since:
                yield entry["key"], entry

    return answers


def _warn(message: str) -> None:
    print(f"mdx-describe: {message}", file=sys.stderr)
