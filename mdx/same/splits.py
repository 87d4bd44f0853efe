"""Which split a record is of: a function of its group and a seed, on any machine in any order.

The hash of the group falls somewhere between 0 and 1, and the splits have their shares of that way
one after the other. So records of one group never part, and adding records moves none.
"""

from collections.abc import Mapping
from hashlib import sha256

from mdx.records.fields import Record
from mdx.same import groups

TRAIN = "train"
FIRST = ("test", "val")  # take their share before all others, so that a larger one only adds

Shares = Mapping[str, float]


def group_of(record: Record, kind: str = "file") -> bytes:
    """The key that a record shares with its relatives: those of one file, repo, scene or code.

    Raises KeyError for another kind.
    """
    return groups.KINDS[kind](record)


def split_of(record: Record, shares: Shares, kind: str = "file", seed: int = 0) -> str:
    """The name of the record's split, as mdx-split tells it where nothing is pinned.

    `shares` has a share in [0, 1] for each name, all of them 1 together. Raises KeyError for a kind
    of group that there is none of.
    """
    return split_at(place_of(group_of(record, kind), seed), in_order(shares))


def in_order(shares: Shares) -> dict[str, float]:
    """The shares in the order in which they are taken, the train set's last."""
    order = sorted(shares, key=lambda name: (name == TRAIN, name not in FIRST, name))
    return {name: shares[name] for name in order}


def place_of(group: bytes, seed: int) -> float:
    """Where the hash of a group falls between 0 and 1: 56 bits of SHA-256."""
    return int.from_bytes(sha256(b"%d\0%b" % (seed, group)).digest()[:7]) / 2**56


def split_at(place: float, shares: Shares) -> str:
    """The split whose share of the way from 0 to 1 holds this place."""
    end = 0.0
    for name, share in shares.items():
        end += share
        if place < end:
            return name
    return list(shares)[-1]
