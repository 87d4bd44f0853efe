"""Stages over RDDs of lines (bytes without their newline), which keep the order of lines."""

import sys
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import TYPE_CHECKING

from mdx.records.jsonl import BOM
from mdx.spark import commands, describing
from mdx.spark.families import placed
from mdx.spark.pipeline import Stage
from mdx.spark.survivors import survivors

if TYPE_CHECKING:
    from pyspark import Accumulator, SparkContext
    from pyspark.rdd import RDD

# Only a newline ends a line; by default Hadoop would also end it at a carriage return.
DELIMITER = ("spark.hadoop.textinputformat.record.delimiter", "\n")
_WAYS = {  # flags that make a stage process each record by itself, in one process
    "augment": ["--jobs=1"], "dedupe": ["--jobs=1"], "describe": ["--cache-only"],
    "extract": ["--jobs=1"], "filter": ["--jobs=1"], "port": ["--jobs=1"],
    "split": ["--no-check-leaks"],
}  # fmt: skip


def run(
    spark: "SparkContext", stages: list[Stage], operands: list[str], faults: "Accumulator[int]"
) -> "RDD[bytes]":
    """The lines that the pipeline writes; workers add to `faults` for records with faults."""
    first, *others = stages
    if first.tool == "extract":
        sources = spark.parallelize(operands, len(operands))
        lines = sources.mapPartitions(_extracted(first, faults))
        lines = _in_order(_numbered(lines), spark.defaultParallelism)
    else:
        lines = _read(spark, operands)
        others = stages
    for stage in others:
        if stage.tool == "dedupe" and not stage.args.keys:
            lines = _in_order(survivors(_numbered(lines), stage.args, faults))
        elif stage.tool == "split" and stage.args.group == "near":
            lines = placed(_numbered(lines), stage.args, faults)
        elif stage.tool == "describe":
            lines = lines.mapPartitions(_described(lines, stage, faults))
        else:
            lines = lines.mapPartitions(_through(stage, faults))
    return lines


def _read(spark: "SparkContext", operands: list[str]) -> "RDD[bytes]":
    if operands in ([], ["-"]):
        lines = spark.parallelize(sys.stdin.buffer.read().split(b"\n"))
    else:
        lines = spark.union([spark.textFile(path, use_unicode=False) for path in operands])
    return lines.map(lambda line: line.rstrip(b"\r").removeprefix(BOM)).filter(bytes.strip)


def _numbered(lines: "RDD[bytes]") -> "RDD[tuple[int, bytes]]":
    return lines.zipWithIndex().map(itemgetter(1, 0))


def _in_order(numbered: "RDD[tuple[int, bytes]]", parts: int | None = None) -> "RDD[bytes]":
    return numbered.sortByKey(numPartitions=parts).values()


def _extracted(
    stage: Stage, faults: "Accumulator[int]"
) -> Callable[[Iterable[str]], Iterator[bytes]]:
    def extracted(sources: Iterable[str]) -> Iterator[bytes]:
        for source in sources:
            yield from _output(stage, [source], b"", faults)

    return extracted


def _described(
    lines: "RDD[bytes]", stage: Stage, faults: "Accumulator[int]"
) -> Callable[[Iterable[bytes]], Iterator[bytes]]:
    """What describes a part of these lines, once all has been asked."""
    from pyspark import StorageLevel

    stage = describing.with_files(lines.context, stage)
    answers = describing.asked(lines.persist(StorageLevel.MEMORY_AND_DISK), stage)
    through = _through(stage, faults)

    def described(lines: Iterable[bytes]) -> Iterator[bytes]:
        describing.take(answers)
        return through(lines)

    return described


def _through(
    stage: Stage, faults: "Accumulator[int]"
) -> Callable[[Iterable[bytes]], Iterator[bytes]]:
    def through(lines: Iterable[bytes]) -> Iterator[bytes]:
        if given := b"".join(line + b"\n" for line in lines):
            yield from _output(stage, [], given, faults)

    return through


def _output(
    stage: Stage, operands: list[str], given: bytes, faults: "Accumulator[int]"
) -> Iterator[bytes]:
    flags = [*commands.flags(stage), *_WAYS[stage.tool], "--quiet", "--", *operands]
    output, status = commands.run(stage.tool, flags, given)
    faults.add(status)
    yield from output.split(b"\n")[:-1]
