"""mdx-split --group near on Spark: families by joins, and the split of each.

Records are linked if their code or scene has the same key, or if they are near. The driver holds
two numbers for each link, and the key of the code of each record that has one.
"""

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from mdx.records import fields, jsonl
from mdx.same.families import Linked
from mdx.same.fingerprints import Fingerprint, fingerprints
from mdx.same.groups import by_code, by_scene
from mdx.same.placement import Shares, place_of, split_at
from mdx.spark.near import MANY, Number, first, identity, near_pairs, records, sets
from mdx.split import names_of, shares_of
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    from pyspark import Accumulator, Broadcast
    from pyspark.rdd import RDD

Lines = Iterable[tuple[Number, bytes]]
Families = dict[Number, bytes]  # the key of a record's family


class _Member(NamedTuple):
    code: bytes
    scene: bytes
    fingerprint: Fingerprint


def placed(
    numbered: "RDD[tuple[Number, bytes]]", args: Namespace, faults: "Accumulator[int]"
) -> "RDD[bytes]":
    """The lines with their splits by these arguments of mdx-split, in order.

    Raises CannotRun where mdx-split would, before anything is read.
    """
    shares = shares_of(args)
    names_of(args, shares)
    from pyspark import StorageLevel

    members = numbered.mapPartitions(_members(faults)).persist(StorageLevel.MEMORY_AND_DISK)
    links = _links(members, args.near)
    linked = numbered.context.broadcast({number for link in links for number in link})
    codes = members.filter(lambda row: row[0] in linked.value).mapValues(lambda one: one.code)
    families = numbered.context.broadcast(least_codes(links, dict(codes.collect())))
    return numbered.mapPartitions(_split(families, shares, args))


def least_codes(links: Iterable[tuple[Number, Number]], codes: Families) -> Families:
    """For each record that is linked to others the least of the codes of its family."""
    at = {number: i for i, number in enumerate(codes)}
    linked = Linked()
    for _ in at:
        linked.add()
    for one, other in links:
        linked.link(at[one], at[other])
    least: dict[int, bytes] = {}
    for number, code in codes.items():
        root = linked.root(at[number])
        least[root] = min(least.get(root, code), code)
    return {number: least[linked.root(i)] for number, i in at.items()}


def _members(
    faults: "Accumulator[int]",
) -> Callable[[Lines], Iterator[tuple[Number, _Member]]]:
    def members(rows: Lines) -> Iterator[tuple[Number, _Member]]:
        for line, fingerprint in fingerprints(records(rows, "split", faults), "near", jobs=1):
            code, scene = (sha256(key(line.record)).digest() for key in (by_code, by_scene))
            yield line.number, _Member(code, scene, fingerprint)

    return members


def _links(members: "RDD[tuple[Number, _Member]]", threshold: float) -> list[tuple[Number, Number]]:
    """(one, other) so that all records of a family are linked, at whatever remove."""
    # Of one code, and of all that is compared, only the first has to be compared.
    coded = members.map(lambda row: (_number(row[1].code), (row[0], row[1].fingerprint)))
    alike = coded.reduceByKey(first).values().map(
        lambda row: (identity(row), (row[0], sets(row[1])))
    )  # fmt: skip
    near = near_pairs(alike.reduceByKey(first).values(), threshold)
    same = alike.filter(lambda row: len(row[1][1].core) > 0).mapValues(lambda row: row[0])
    links = members.flatMap(_keyed).union(same).groupByKey().values().flatMap(_linked).union(near)
    if (many := links.count()) > MANY:
        raise CannotRun(f"mdx-split --group near: {many:,} links, more than {MANY:,}")
    pairs: list[tuple[Number, Number]] = links.collect()
    return pairs


def _keyed(row: tuple[Number, _Member]) -> Iterator[tuple[int, Number]]:
    number, member = row
    return ((_number(key), number) for key in {member.code, member.scene})


def _number(key: bytes) -> int:
    return int.from_bytes(key)  # whose hash is the same in all processes


def _linked(numbers: Iterable[Number]) -> Iterator[tuple[Number, Number]]:
    one, *others = numbers
    return ((one, other) for other in others)


def _split(
    families: "Broadcast[Families]", shares: Shares, args: Namespace
) -> Callable[[Lines], Iterator[bytes]]:
    """Marks lines with their splits; bad ones have been reported before."""

    def split(rows: Lines) -> Iterator[bytes]:
        for line in records(rows, "split", None):
            key = families.value.get(line.number) or sha256(by_code(line.record)).digest()
            name = split_at(place_of(key, args.seed), shares)
            if args.only in (None, name):
                yield jsonl.dumps(fields.annotate(line.copy(), split=name))[:-1]

    return split
