"""Near copies on Spark: what is compared of each line, and the pairs that are near.

Two records are compared if they share one of their rarest members (mdx.same.jaccard); every pair
found this way is measured.
"""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from mdx.records import jsonl
from mdx.records.jsonl import Line
from mdx.same.fingerprints import Fingerprint, digest
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    import numpy as np
    from pyspark import Accumulator
    from pyspark.rdd import RDD

MANY = 10_000_000  # pairs, more than the driver should have to hold

Number = int  # of a line, in the order of the input


class Sets(NamedTuple):
    renamed: int
    whole: "np.ndarray"
    core: "np.ndarray"


class _Faults:
    """An observer that counts bad lines and reports them where the worker's messages go."""

    read = 0

    def __init__(self, tool: str, faults: "Accumulator[int] | None"):
        self._tool = tool
        self._faults = faults

    def bad(self, where: str, reason: str, raw: bytes) -> None:
        if self._faults is not None:
            print(f"mdx-{self._tool}: {where}: {reason}", file=sys.stderr)
            self._faults.add(1)


def records(
    rows: Iterable[tuple[Number, bytes]], tool: str, faults: "Accumulator[int] | None"
) -> Iterator[Line]:
    """The records of numbered lines, each with its number; bad lines are reported and counted,
    unless that was done before."""
    numbers: list[Number] = []

    def stream() -> Iterator[bytes]:
        for number, raw in rows:
            numbers.append(number)
            yield raw + b"\n"

    for line in jsonl.lines(stream(), "part", _Faults(tool, faults), inner="metadata"):
        line.number = numbers[line.number - 1]
        yield line


def identity(row: tuple[Number, Fingerprint]) -> tuple[int, Number]:
    """A key that is the same for records that are equal in all that is compared."""
    number, fingerprint = row
    if not fingerprint.exact:
        return 0, number
    assert fingerprint.shingles
    whole, core = (members.tobytes() for members in fingerprint.shingles)
    return digest(b"%x %d %b%b" % (fingerprint.renamed, len(whole), whole, core)), 0


def sets(fingerprint: Fingerprint) -> Sets:
    """What is compared with others: nothing where there is no code."""
    assert fingerprint.shingles
    whole, core = fingerprint.shingles
    if not fingerprint.exact:
        whole = core = core[:0]
    return Sets(fingerprint.renamed, whole, core)


def first(one: tuple[Number, Sets], other: tuple[Number, Sets]) -> tuple[Number, Sets]:
    """The earlier one."""
    return one if one[0] < other[0] else other


def near_pairs(sets: "RDD[tuple[Number, Sets]]", threshold: float) -> "RDD[tuple[Number, Number]]":
    """(earlier, later) for all pairs that are near; the sets are kept, as they are used repeatedly.

    Raises CannotRun where there are more pairs than the driver should hold.
    """
    from pyspark import StorageLevel

    from mdx.same.jaccard import Rarity, least

    sets.persist(StorageLevel.MEMORY_AND_DISK)
    counted = sets.values().map(lambda row: row.core)
    rarity = sets.context.broadcast(counted.treeAggregate(Rarity(), Rarity.add, Rarity.merge))

    def filed(row: tuple[Number, Sets]) -> Iterator[tuple[int, tuple[Number, int]]]:
        number, (_, _, core) = row
        length = len(core) - least(threshold, len(core)) + 1 if len(core) else 0
        for key in set(rarity.value.rarest(core, length).tolist()):
            yield key, (number, len(core))

    def met(group: tuple[int, Iterable[tuple[Number, int]]]) -> Iterator[tuple[Number, Number]]:
        members = sorted(group[1])
        for at, (number, size) in enumerate(members):
            for earlier, other in members[:at]:
                if least(threshold, max(size, other)) <= min(size, other):
                    yield earlier, number

    def near(row: tuple[Number, tuple[tuple[Number, Sets], Sets]]) -> bool:
        _, ((_, one), other) = row
        return _similarity(one, other) >= threshold

    met_pairs = sets.flatMap(filed).groupByKey().flatMap(met).distinct()
    with_one = met_pairs.join(sets).map(lambda row: (row[1][0], (row[0], row[1][1])))
    measured = with_one.join(sets).filter(near).map(lambda row: (row[1][0][0], row[0]))
    pairs = measured.persist(StorageLevel.MEMORY_AND_DISK)
    if (many := pairs.count()) > MANY:
        raise CannotRun(f"{many:,} pairs are near at {threshold}, more than {MANY:,}")
    return pairs


def _similarity(one: Sets, other: Sets) -> float:
    from mdx.same.jaccard import jaccard

    return min(jaccard(one.core, other.core), jaccard(one.whole, other.whole))
