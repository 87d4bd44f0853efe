"""Which split a group of records belongs to: a place between 0 and 1, and who has it.

Both depend on the group, the seed and the shares alone. So the records of one group never part, on
any machine and in any order, and adding records moves none.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from math import fsum, isclose

from mdx.records.fields import Record
from mdx.same import groups

TRAIN = "train"
FIRST = ("test", "val")  # take their share before all others, so that a larger one only adds

Shares = dict[str, float]  # of each split, in the order they are taken; they add up to 1


def group_of(record: Record, kind: str = "file") -> bytes:
    """The key that a record shares with its relatives: those of one file, repo, scene or code.

    Raises KeyError for another kind.
    """
    return groups.KINDS[kind](record)


def split_of(record: Record, shares: Mapping[str, float], kind: str = "file", seed: int = 0) -> str:
    """The name of the record's split, as mdx-split tells it where nothing is pinned.

    `shares` has a share in [0, 1] for each name, all of them 1 together; raises ValueError for
    others, and KeyError for a kind of group that there is none of.
    """
    if not all(0 <= share <= 1 for share in shares.values()) or not isclose(
        fsum(shares.values()), 1
    ):
        raise ValueError(f"shares are from 0 to 1, and 1 together: {dict(shares)}")
    return split_at(place_of(group_of(record, kind), seed), in_order(shares))


def in_order(shares: Mapping[str, float]) -> Shares:
    """The shares in the order in which they are taken, the train set's last."""
    order = sorted(shares, key=lambda name: (name == TRAIN, name not in FIRST, name))
    return {name: shares[name] for name in order}


def place_of(group: bytes, seed: int) -> float:
    """Where the hash of a group falls, from 0 up to but not including 1."""
    return int.from_bytes(sha256(b"%d\0%b" % (seed, group)).digest()[:7]) / 2**56


def split_at(place: float, shares: Shares) -> str:
    """The split whose share of the way from 0 to 1 holds this place."""
    end = 0.0
    for name, share in shares.items():
        end += share
        if place < end:
            return name
    return list(shares)[-1]


def even_places(sizes: Mapping[bytes, int], seed: int) -> dict[bytes, float]:
    """For each group the middle of its records when all records stand in the order of its hash.

    `sizes` has the number of records of each group. Split at these places, the shares are met to
    within a group; but a new record moves others.
    """
    total = sum(sizes.values())
    before = 0
    places = {}
    for group in sorted(sizes, key=lambda group: (place_of(group, seed), group)):
        places[group] = (before + sizes[group] / 2) / total
        before += sizes[group]
    return places


def left_over(shares: Shares, pinned: Sequence[str]) -> Shares:
    """What is left of the shares for records that are not pinned to a split.

    `pinned` has the split of every record, "" where it is free.
    """
    counts = Counter(pinned)
    left = {name: max(0, share * len(pinned) - counts[name]) for name, share in shares.items()}
    total = sum(left.values())
    return {name: part / total for name, part in left.items()} if total else shares
