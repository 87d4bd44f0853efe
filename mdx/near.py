"""Which sets of numbers are nearly equal: an exact join by prefixes, true similarities, no seed.

Put the members of all sets in one order. Two sets whose Jaccard similarity is t or more share at
least k members among the first n - ceil(t n) + k of each, n being a set's size (the prefix filter
of Chaudhuri, Ganti and Kaushik, "A Primitive Operator for Similarity Joins in Data Cleaning",
ICDE 2006, for k = 1; for more, Wang, Li and Feng, "Can We Beat the Prefix Filtering?", SIGMOD
2012). Rare members first makes shared ones few. So nothing is missed, and what is found is measured
before it is told. MinHash with rensa takes as long without measuring, and misses by chance.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable

import numpy as np

_COMMON = 3  # k, for sets that are large enough
_COUNTERS = 1 << 20  # members are counted by their low bits; a mix-up costs time, not truth
_REORDER = 4  # the index is made anew, in a better order, whenever it has grown so many times
_LOW = np.uint64(0xFFFFFFFF)


def jaccard(one: np.ndarray, other: np.ndarray) -> float:
    """The share that two sorted arrays of distinct numbers have in common, 0 to 1."""
    both = np.concatenate((one, other))
    both.sort()
    common = int(np.count_nonzero(both[1:] == both[:-1]))
    return common / (len(both) - common) if len(both) else 0.0


class Index:
    """Sets of uint64, each under the number of those added before it.

    It keeps 8 bytes for each member and 12 for each in a prefix, 1 - threshold of them.
    """

    def __init__(self, threshold: float):
        self.threshold = threshold
        self.sets: list[np.ndarray] = []
        self._sizes = array("l")
        self._counts = np.zeros(_COUNTERS, np.uint32)
        self._reorder_at = 64
        self._postings = _Postings()
        self._last: tuple[np.ndarray, list[int]] = (np.empty(0, np.uint64), [])

    def near(self, members: np.ndarray) -> list[tuple[int, float]]:
        """(number, similarity) of all sets at or above the threshold, by rising number."""
        size = len(members)
        found = []
        for number, shared in Counter(self._postings.find(self._prefix(members))).items():
            other = self._sizes[number]
            if self._least(max(size, other)) > min(size, other):
                continue
            if shared >= min(_COMMON, self._least(size), self._least(other)):
                similarity = jaccard(members, self.sets[number])
                if similarity >= self.threshold:
                    found.append((number, similarity))
        return sorted(found)

    def add(self, members: np.ndarray) -> int:
        """Takes in a sorted array of distinct numbers; an empty one is near nothing."""
        number = len(self.sets)
        self.sets.append(members)
        self._sizes.append(len(members))
        if number + 1 == self._reorder_at:
            self._reorder_at *= _REORDER
            self._reorder()
        else:
            self._postings.add(self._prefix(members), number)
        return number

    def _least(self, size: int) -> int:
        """How many members a set of this size shares with any that is near it."""
        return math.ceil(self.threshold * size - 1e-9)

    def _prefix(self, members: np.ndarray) -> list[int]:
        if self._last[0] is members:  # asked for by near, then by add
            return self._last[1]
        size = len(members)
        least = self._least(size)
        length = size - least + min(_COMMON, least)
        if length < size:
            rarity = self._counts[members & np.uint64(_COUNTERS - 1)]
            first = members[np.argsort(rarity, kind="stable")[:length]]
        else:
            first = members
        self._last = (members, (first & _LOW).tolist())
        return self._last[1]

    def _reorder(self) -> None:
        """Counts all members and files every set under its rarest."""
        self._last = (np.empty(0, np.uint64), [])
        self._counts[:] = 0
        for members in self.sets:
            self._counts[members & np.uint64(_COUNTERS - 1)] += 1
        self._postings = _Postings()
        for number, members in enumerate(self.sets):
            self._postings.add(self._prefix(members), number)


class _Postings:
    """Which sets were filed under a number of 32 bits: chains in arrays, newest first."""

    def __init__(self) -> None:
        self.heads = array("i", [-1]) * (1 << 12)
        self.next = array("i")
        self.owner = array("i")
        self.key = array("I")

    def find(self, keys: Iterable[int]) -> list[int]:
        """The sets filed under these, each as often as it was."""
        heads, following, owner, filed = self.heads, self.next, self.owner, self.key
        mask = len(heads) - 1
        found = []
        for key in keys:
            at = heads[key & mask]
            while at >= 0:
                if filed[at] == key:
                    found.append(owner[at])
                at = following[at]
        return found

    def add(self, keys: list[int], number: int) -> None:
        n = len(self.key)
        while n + len(keys) > len(self.heads):
            self._grow()
        heads, following = self.heads, self.next
        mask = len(heads) - 1
        for at, key in enumerate(keys, n):
            following.append(heads[key & mask])
            heads[key & mask] = at
        self.key.extend(keys)
        self.owner.extend([number] * len(keys))

    def _grow(self) -> None:
        size = 4 * len(self.heads)
        self.heads = array("i", [-1]) * size
        if not self.key:
            return
        bucket = np.frombuffer(self.key, np.uint32) & np.uint32(size - 1)
        order = np.argsort(bucket, kind="stable").astype(np.int32)
        bucket = bucket[order]
        same = bucket[1:] == bucket[:-1]
        following = np.full(len(order), -1, np.int32)
        following[order[1:][same]] = order[:-1][same]
        last = np.append(~same, True)
        np.frombuffer(self.heads, np.int32)[bucket[last]] = order[last]
        self.next = array("i", following.tobytes())
