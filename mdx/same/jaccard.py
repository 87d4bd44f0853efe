"""Which sets of numbers are nearly equal: an exact join by prefixes, true similarities, no seed.

Put the members of all sets in one order. Two sets whose Jaccard similarity is t or more share at
least k members among the first n - ceil(t n) + k of each, n being a set's size (the prefix filter
of Chaudhuri, Ganti and Kaushik, "A Primitive Operator for Similarity Joins in Data Cleaning",
ICDE 2006, for k = 1; for more, Wang, Li and Feng, "Can We Beat the Prefix Filtering?", SIGMOD
2012). Rare members first makes shared ones few. So nothing is missed, and every pair is measured
before it counts. MinHash with rensa takes two thirds of the time; it measures nothing, and misses
by chance.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

_COMMON, _MANY = 12, 32  # k for sets of so many members; 1 for smaller ones
_STEPS = 4  # from one set to the next in a chain take as long as to mark one
_TOGETHER = 1 << 10  # sets that are marked in one pass
_COUNTERS = 1 << 22  # members are counted by their low bits; a mix-up costs time, not truth
_SORTED = 1 << 9  # so many numbers are counted faster by sorting them
_REORDER = 8  # the index is made anew, in a better order, whenever it has grown by so much
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_COUNTED = np.uint64(_COUNTERS - 1)
_MARKED = np.uint64((1 << 16) - 1)  # members are marked by their low bits


def jaccard(one: np.ndarray, other: np.ndarray) -> float:
    """The share that two sorted arrays of distinct numbers have in common, 0 to 1."""
    both = np.concatenate((one, other))
    both.sort()
    common = int(np.count_nonzero(both[1:] == both[:-1]))
    return common / (len(both) - common) if len(both) else 0.0


def least(threshold: float, size: int) -> int:
    """How many members a set of this size shares with any that is near it."""
    return math.ceil(threshold * size - 1e-9)


def _counted(numbers: np.ndarray, enough: int) -> Iterable[tuple[int, int]]:
    """Each number with how often it is there; of many numbers those alone that are so often."""
    if len(numbers) < _SORTED:
        return Counter(numbers.tolist()).items()
    numbers, counts = np.unique(numbers, return_counts=True)
    often = counts >= enough
    return zip(numbers[often].tolist(), counts[often].tolist())


class Rarity:
    """How many of the sets that were added hold a member."""

    def __init__(self) -> None:
        self._counts = np.zeros(_COUNTERS, np.uint32)

    def add(self, members: np.ndarray) -> "Rarity":
        self._counts[members & _COUNTED] += 1
        return self

    def merge(self, other: "Rarity") -> "Rarity":
        """This one, with what the other one has counted."""
        self._counts += other._counts
        return self

    def rarest(self, members: np.ndarray, number: int) -> np.ndarray:
        """The low halves of so many members, those that fewest sets hold, in no order."""
        first = members & _LOW
        if number < len(members):
            rarity = self._counts[members & _COUNTED].astype(np.uint64)
            ranked = np.partition(rarity << _HALF | first, number - 1)
            first = ranked[:number] & _LOW
        return first.astype(np.uint32)

    def jaccard(self, one: np.ndarray, other: np.ndarray) -> float:
        """The share in common as `jaccard` has it, but a member that n sets hold counts for
        1 / sqrt(1 + n): what many share says little about what two are about."""
        both = np.concatenate((one, other))
        both.sort()
        weights = 1 / np.sqrt(1.0 + self._counts[both & _COUNTED])
        common = float(weights[1:][both[1:] == both[:-1]].sum())
        return common / (float(weights.sum()) - common) if len(both) else 0.0


class Index:
    """Sets of uint64, each with a core, a set as well, under the number of those added before it.

    Two are near if the sets are, and their cores: what is found by its core is then looked at as
    a whole. It keeps 8 bytes for each member of both (once, where they are the same array) and
    some 40 for each in a prefix of the core, 1 - threshold of its members.
    """

    def __init__(self, threshold: float):
        self.threshold = threshold
        self.sets: list[np.ndarray] = []
        self.cores: list[np.ndarray] = []
        self._sizes = array("I")  # of the cores
        self._enough = bytearray()  # of each core, what it shares with any near one in its prefix
        self._rarity = Rarity()
        self._reorder_at = 64
        self._postings = _Postings()
        self._marks = np.zeros(int(_MARKED) + 1, np.bool_)
        self._last: tuple[np.ndarray, np.ndarray] = (np.empty(0), np.empty(0))

    def near(self, members: np.ndarray, core: np.ndarray) -> list[tuple[int, float]]:
        """(number, similarity) of all at or above the threshold, by rising number.

        The similarity is that of the sets or that of the cores, whichever is less.
        """
        near = []
        for number, similarity in self._near_cores(core):
            other = self.sets[number]
            same = members is core and other is self.cores[number]
            if not same and similarity >= self.threshold:
                similarity = min(similarity, jaccard(members, other))
            if similarity >= self.threshold:
                near.append((number, similarity))
        return sorted(near)

    def _near_cores(self, core: np.ndarray) -> Iterator[tuple[int, float]]:
        """(number, similarity) of the cores that may be near this one.

        Marks tell for many at once, and far faster than measurements, how many members they may
        share at most.
        """
        size, marked = len(core), core & _MARKED
        self._marks[marked] = True
        candidates = self._candidates(core)
        for start in range(0, len(candidates), _TOGETHER):
            numbers = candidates[start : start + _TOGETHER]
            others = [self.cores[number] for number in numbers]
            sizes = np.array([len(other) for other in others])
            shared = self._marks[(np.concatenate(others) & _MARKED).view(np.int64)]
            common = np.add.reduceat(shared, np.cumsum(sizes) - sizes, dtype=np.int64)
            may_be = common >= self.threshold * (size + sizes - common) - 1e-9
            for at in np.flatnonzero(may_be).tolist():
                yield numbers[at], jaccard(core, others[at])
        self._marks[marked] = False

    def _candidates(self, core: np.ndarray) -> list[int]:
        """Those of a fitting size that have enough of the prefix in common; or all of that size,
        if to find out would take more steps than to mark them."""
        size, fewest = len(core), self._least(len(core))
        own, enough = self._shared(size), self._shared(fewest)  # `enough` for the smallest other
        sizes = self._sizes
        filed = self._postings.find(self._prefix(core), _STEPS * len(sizes))
        if filed is None:
            each = np.frombuffer(sizes, np.uint32)
            fits = (fewest <= each) & (np.ceil(self.threshold * each - 1e-9) <= size) & (each > 0)
            return np.flatnonzero(fits).tolist()
        return [
            number
            for number, shared in _counted(filed, enough)
            if shared >= enough and (shared >= own or shared >= self._enough[number])
            if fewest <= sizes[number] and self._least(sizes[number]) <= size
        ]

    def add(self, members: np.ndarray, core: np.ndarray) -> int:
        """Takes in sorted arrays of distinct numbers; an empty core is near nothing."""
        number = len(self.sets)
        self.sets.append(members)
        self.cores.append(core)
        self._sizes.append(len(core))
        self._enough.append(self._shared(len(core)))
        if number + 1 == self._reorder_at:
            self._reorder_at *= _REORDER
            self._reorder()
        else:
            self._postings.add(self._prefix(core), number)
        return number

    def _least(self, size: int) -> int:
        return least(self.threshold, size)

    def _shared(self, size: int) -> int:
        """How many members a set of this size shares with any that is near it in its prefix."""
        return min(_COMMON, self._least(size)) if size >= _MANY else min(1, size)

    def _prefix(self, members: np.ndarray) -> np.ndarray:
        """The low halves of the members that come first, the rare ones, in no order."""
        if self._last[0] is members:  # asked for by near, then by add
            return self._last[1]
        length = len(members) - self._least(len(members)) + self._shared(len(members))
        self._last = (members, self._rarity.rarest(members, length))
        return self._last[1]

    def _reorder(self) -> None:
        """Counts all members and files every set under its rarest."""
        self._last = (np.empty(0), np.empty(0))
        self._rarity = Rarity()
        for core in self.cores:
            self._rarity.add(core)
        self._postings = _Postings(self._postings.size)
        for number, core in enumerate(self.cores):
            self._postings.add(self._prefix(core), number)
        self._postings.sort()


class _Postings:
    """Which sets were filed under a number of 32 bits: a table of chains, newest first.

    Rows are sorted once there were as many steps in chains as there are rows, so that most of a
    chain is a run that is read at once. Most numbers are rare, so there are four places for each:
    few that were never filed meet the chain of another. They are not kept apart: what is found by
    mistake is measured like the rest.
    """

    def __init__(self, size: int = 1 << 10) -> None:
        self.size = size  # what there is room for
        self._heads = np.full(4 * size, -1, np.int32)
        self._rows = np.empty((3, size), np.int32)  # of each filed: number, set, next in chain
        self._filed = 0
        self._steps = 0  # from row to row, since rows were sorted
        self._sorted = 0  # rows that stand in runs; for `next`, the first of a run has its end

    def find(self, keys: np.ndarray, most: int) -> np.ndarray | None:
        """The sets filed under these, each as often as it was, some in mistake; None if that is
        more than `most`."""
        places = self._heads[self._buckets(keys)]
        steps: list[int] = []
        runs: list[memoryview] = []
        end, left = self._sorted, most
        _, owners, following = (row.data for row in self._rows)
        for at in places[places >= 0].tolist():
            while at >= end:
                steps.append(owners[at])
                at = following[at]
            if at >= 0:
                runs.append(owners[at : following[at]])
                left -= following[at] - at
            if len(steps) > left:
                break
        self._steps += len(steps)
        filed = b"".join((*runs, array("i", steps)))
        return np.frombuffer(filed, np.int32) if len(steps) <= left else None

    def add(self, keys: np.ndarray, number: int) -> None:
        first, last = self._filed, self._filed + len(keys)
        while last > self.size:
            self._grow()
        self._rows[0, first:last] = keys.view(np.int32)
        self._rows[1, first:last] = number
        self._filed = last
        self._chain(first, last)
        if self._steps > self._filed:
            self.sort()

    def _grow(self) -> None:
        filed = self._rows
        self.size *= 2
        self._heads = np.full(4 * self.size, -1, np.int32)
        self._rows = np.empty((3, self.size), np.int32)
        self._rows[:, : self._filed] = filed[:, : self._filed]
        self.sort()

    def sort(self) -> None:
        """Makes a run of each chain."""
        filed = self._rows[:2, : self._filed]
        buckets = self._buckets(filed[0])
        order = np.argsort(buckets)
        buckets = buckets[order]
        filed[:] = filed[:, order]
        starts = np.flatnonzero(np.diff(buckets, prepend=-1))
        self._heads[buckets[starts]] = starts
        self._rows[2, starts] = np.append(starts[1:], self._filed)
        self._sorted = self._filed
        self._steps = 0

    def _chain(self, first: int, last: int) -> None:
        """Puts these rows at the heads of their chains."""
        rows = np.arange(first, last, dtype=np.int32)
        buckets = self._buckets(self._rows[0, first:last])
        self._rows[2, first:last] = self._heads[buckets]
        self._heads[buckets] = rows
        lost = self._heads[buckets] != rows  # another of them has the same place
        if lost.any():
            following = self._rows[2].data
            for row, head in zip(rows[lost].tolist(), self._heads[buckets[lost]].tolist()):
                following[row] = following[head]
                following[head] = row

    def _buckets(self, keys: np.ndarray) -> np.ndarray:
        buckets: np.ndarray = keys & np.asarray(len(self._heads) - 1, keys.dtype)
        return buckets
