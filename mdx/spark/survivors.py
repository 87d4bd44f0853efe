"""The records that mdx-dedupe keeps, computed by joins, so that no machine holds all of them.

Copies at an exact level share a key, and the first with each key stays. Near copies are found as in
mdx-dedupe: two records are compared if they share one of their rarest members (mdx.same.jaccard).
Then, in order, a record is dropped if it is near an earlier one that stays; for this last step the
driver holds two numbers per pair.
"""

import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from mdx.records import jsonl
from mdx.same.fingerprints import Fingerprint, digest, fingerprints
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    import numpy as np
    from pyspark import Accumulator
    from pyspark.rdd import RDD

MANY = 10_000_000  # pairs, more than the driver should have to hold

Number = int  # of a line, in the order of the input


class _Sets(NamedTuple):
    renamed: int
    whole: "np.ndarray"
    core: "np.ndarray"


class _Faults:
    """An observer that counts bad lines and reports them where the worker's messages go."""

    read = 0

    def __init__(self, faults: "Accumulator[int]"):
        self._faults = faults

    def bad(self, where: str, reason: str, raw: bytes) -> None:
        print(f"mdx-dedupe: {where}: {reason}", file=sys.stderr)
        self._faults.add(1)


def survivors(
    numbered: "RDD[tuple[Number, bytes]]", args: Namespace, faults: "Accumulator[int]"
) -> "RDD[tuple[Number, bytes]]":
    """The numbered lines that stay by these arguments of mdx-dedupe, in no order."""
    level = "near" if args.near else "renamed" if args.renamed else "exact" if args.exact else ""
    prints = numbered.mapPartitions(_fingerprinted(level or "layout", args.by, faults))
    if level == "near":
        stay = _without_near(prints, args.near)
    else:
        key = "words" if args.by == "description" else "renamed" if args.renamed else "form"
        stay = prints.map(lambda row: _keyed(row, getattr(row[1], key))).reduceByKey(min).values()
    return numbered.join(stay.map(lambda number: (number, None))).mapValues(lambda row: row[0])


def _fingerprinted(
    level: str, by: str, faults: "Accumulator[int]"
) -> Callable[[Iterable[tuple[Number, bytes]]], Iterator[tuple[Number, Fingerprint]]]:
    def fingerprinted(
        rows: Iterable[tuple[Number, bytes]],
    ) -> Iterator[tuple[Number, Fingerprint]]:
        numbers: list[Number] = []

        def stream() -> Iterator[bytes]:
            for number, raw in rows:
                numbers.append(number)
                yield raw + b"\n"

        lines = jsonl.lines(stream(), "part", _Faults(faults), inner="metadata")
        for line, fingerprint in fingerprints(lines, level, jobs=1, words=by != "code"):
            yield numbers[line.number - 1], fingerprint

    return fingerprinted


def _keyed(row: tuple[Number, Fingerprint], key: int) -> tuple[tuple[int, Number], Number]:
    """The row's number under its key; without a key, under itself."""
    number = row[0]
    return (key, 0 if key else number), number


def _without_near(prints: "RDD[tuple[Number, Fingerprint]]", threshold: float) -> "RDD[Number]":
    from pyspark import StorageLevel

    # Of records that are equal in all that is compared, only the first has to be compared.
    first = prints.map(lambda row: (_identity(row), (row[0], _sets(row[1])))).reduceByKey(_first)
    sets = first.values().persist(StorageLevel.MEMORY_AND_DISK)
    pairs = _near_pairs(sets, threshold).persist(StorageLevel.MEMORY_AND_DISK)
    if (many := pairs.count()) > MANY:
        raise CannotRun(f"mdx-dedupe --near: {many:,} pairs are near, more than {MANY:,}")
    names = sets.filter(lambda row: row[1].renamed).map(lambda row: (row[1].renamed, [row[0]]))
    alike = names.reduceByKey(list.__add__).values().filter(lambda group: len(group) > 1)
    dropped = sets.context.broadcast(gone(pairs.collect(), alike.collect()))
    return sets.keys().filter(lambda number: number not in dropped.value)


def _identity(row: tuple[Number, Fingerprint]) -> tuple[int, Number]:
    number, fingerprint = row
    if not fingerprint.exact:
        return 0, number
    assert fingerprint.shingles
    whole, core = (members.tobytes() for members in fingerprint.shingles)
    return digest(b"%x %d %b%b" % (fingerprint.renamed, len(whole), whole, core)), 0


def _sets(fingerprint: Fingerprint) -> _Sets:
    assert fingerprint.shingles
    whole, core = fingerprint.shingles
    if not fingerprint.exact:
        whole = core = core[:0]
    return _Sets(fingerprint.renamed, whole, core)


def _first(one: tuple[Number, _Sets], other: tuple[Number, _Sets]) -> tuple[Number, _Sets]:
    return one if one[0] < other[0] else other


def _near_pairs(
    sets: "RDD[tuple[Number, _Sets]]", threshold: float
) -> "RDD[tuple[Number, Number]]":
    """(earlier, later) for all pairs that are near."""
    from mdx.same.jaccard import Rarity, least

    counted = sets.values().map(lambda row: row.core)
    rarity = sets.context.broadcast(counted.treeAggregate(Rarity(), Rarity.add, Rarity.merge))

    def filed(row: tuple[Number, _Sets]) -> Iterator[tuple[int, tuple[Number, int]]]:
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

    def near(row: tuple[Number, tuple[tuple[Number, _Sets], _Sets]]) -> bool:
        _, ((_, one), other) = row
        return _similarity(one, other) >= threshold

    met_pairs = sets.flatMap(filed).groupByKey().flatMap(met).distinct()
    with_one = met_pairs.join(sets).map(lambda row: (row[1][0], (row[0], row[1][1])))
    return with_one.join(sets).filter(near).map(lambda row: (row[1][0][0], row[0]))


def _similarity(one: _Sets, other: _Sets) -> float:
    from mdx.same.jaccard import jaccard

    return min(jaccard(one.core, other.core), jaccard(one.whole, other.whole))


def gone(pairs: list[Any], groups: list[list[Number]]) -> set[Number]:
    """The records that are paired or grouped with an earlier one that stays."""
    earlier: dict[Number, list[Number]] = defaultdict(list)
    for one, later in pairs:
        earlier[later].append(one)
    group_of = {number: i for i, group in enumerate(groups) for number in group}
    taken: set[int] = set()
    dropped: set[Number] = set()
    for number in sorted({*earlier, *group_of}):
        group = group_of.get(number)
        if group in taken or any(one not in dropped for one in earlier.get(number, ())):
            dropped.add(number)
        elif group is not None:
            taken.add(group)
    return dropped
