"""Nearly equal code: nothing missed, nothing made up."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdx.same.jaccard import Index, Rarity, jaccard

sets = st.lists(st.sets(st.integers(0, 50), max_size=45), max_size=25)
small = st.sets(st.integers(0, 12), max_size=10)
thresholds = st.sampled_from([0.1, 0.5, 2 / 3, 0.7, 0.8, 0.9, 1.0])


def members(numbers: set[int]) -> np.ndarray:
    return np.array(sorted(n * 0x9E3779B97F4A7C15 % 2**64 for n in numbers), np.uint64)


def look_alikes(numbers: set[int]) -> np.ndarray:
    """The same in their low 16 bits."""
    return np.array(sorted(n << 16 for n in numbers), np.uint64)


def overlap(a: set, b: set) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(sets, thresholds, st.sampled_from([members, look_alikes]))
def test_the_index_finds_what_a_comparison_of_all_pairs_finds(sets, threshold, members):
    index = Index(threshold)
    index._reorder_at = 4  # so that the order changes under way
    for i, one in enumerate(sets):
        near = index.near(members(one), members(one))
        pairs = [(k, overlap(one, sets[k])) for k in range(i)]
        assert near == [(k, value) for k, value in pairs if value >= threshold]
        index.add(members(one), members(one))


@pytest.mark.slow
@pytest.mark.parametrize("derived", [0.5, 1.0])  # of the sets; where all are, chains are long
def test_the_index_finds_all_among_many_in_every_order_it_takes_on(derived):
    rng = random.Random(1)
    sets: list[set[int]] = []
    for _ in range(600):
        base = rng.choice(sets) if sets and rng.random() < derived else rng.sample(range(900), 60)
        changed = rng.sample(range(900), rng.randrange(0, 20))
        sets.append(set(list(base)[: 60 - len(changed)]) | set(changed))
    index = Index(0.7)
    for i, one in enumerate(sets):
        expected = [k for k in range(i) if overlap(one, sets[k]) >= 0.7]
        assert [k for k, _ in index.near(members(one), members(one))] == expected
        index.add(members(one), members(one))


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(small, small), max_size=20), thresholds)
def test_near_are_those_whose_cores_are_near_as_well(sets, threshold):
    index = Index(threshold)
    for i, (whole, core) in enumerate(sets):
        near = index.near(members(whole | core), members(core))
        pairs = [
            (k, min(overlap(whole | core, sets[k][0] | sets[k][1]), overlap(core, sets[k][1])))
            for k in range(i)
        ]
        assert near == [(k, value) for k, value in pairs if value >= threshold]
        index.add(members(whole | core), members(core))


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(small, max_size=12), small, small)
def test_a_member_counts_for_less_the_more_sets_hold_it(sets, one, other):
    rarity = Rarity()
    for some in sets:
        rarity.add(members(some))
    weight = {n: 1 / math.sqrt(1 + sum(n in some for some in sets)) for n in one | other}
    expected = sum(weight[n] for n in one & other) / (sum(weight.values()) or 1)
    assert rarity.jaccard(members(one), members(other)) == pytest.approx(expected)


@given(st.sets(st.integers(0, 50)), st.sets(st.integers(0, 50)))
def test_jaccard_is_the_share_in_common(a, b):
    assert jaccard(members(a), members(b)) == overlap(a, b)


@pytest.mark.parametrize("size", [20, 25, 50, 100])
def test_what_is_just_as_near_as_the_threshold_says_is_found(size):
    """Also where the threshold times the size is, in floating point, above the whole number."""
    whole = members(set(range(size)))
    missed = []
    for percent in range(1, 101):
        part, rest = divmod(percent * size, 100)
        if not rest:
            index = Index(percent / 100)
            index.add(whole, whole)
            some = members(set(range(part)))
            if [number for number, _ in index.near(some, some)] != [0]:
                missed.append(percent)
    assert missed == []
