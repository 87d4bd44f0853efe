"""The records that mdx-dedupe keeps, computed by joins, so that no machine holds all of them.

Copies at an exact level share a key, and the first with each key stays. Of near copies, a record is
dropped if it is near an earlier one that stays; for this last step the driver holds two numbers per
pair.
"""

from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from mdx.same.fingerprints import Fingerprint, fingerprints
from mdx.spark.near import Number, first, identity, near_pairs, records, sets

if TYPE_CHECKING:
    from pyspark import Accumulator
    from pyspark.rdd import RDD


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
        lines = records(rows, "dedupe", faults)
        for line, fingerprint in fingerprints(lines, level, jobs=1, words=by != "code"):
            yield line.number, fingerprint

    return fingerprinted


def _keyed(row: tuple[Number, Fingerprint], key: int) -> tuple[tuple[int, Number], Number]:
    """The row's number under its key; without a key, under itself."""
    number = row[0]
    return (key, 0 if key else number), number


def _without_near(prints: "RDD[tuple[Number, Fingerprint]]", threshold: float) -> "RDD[Number]":
    # Of records that are equal in all that is compared, only the first has to be compared.
    alike = prints.map(lambda row: (identity(row), (row[0], sets(row[1])))).reduceByKey(first)
    compared = alike.values()
    pairs = near_pairs(compared, threshold)
    names = compared.filter(lambda row: row[1].renamed).map(lambda row: (row[1].renamed, [row[0]]))
    groups = names.reduceByKey(list.__add__).values().filter(lambda group: len(group) > 1)
    dropped = compared.context.broadcast(gone(pairs.collect(), groups.collect()))
    return compared.keys().filter(lambda number: number not in dropped.value)


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
