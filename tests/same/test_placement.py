"""Which split a group of records belongs to."""

from functools import reduce
from operator import add

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdx.same.groups import by_file
from mdx.same.placement import even_places, left_over, place_of, split_at

HALVES = {"test": 0.5, "train": 0.5}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=30),
    st.integers(0, 5),
    st.sampled_from([HALVES, {"test": 0.1, "val": 0.3, "train": 0.6}]),
)
def test_a_group_alone_decides(records, seed, shares):
    """So no order, no neighbour and no machine changes it, and a group has one split."""
    splits: dict[int, str] = {}
    for path, line in records:
        key = by_file({"source": "s", "metadata": {"path": f"{path}.py", "lines": str(line)}})
        name = split_at(place_of(key, seed), shares)
        assert splits.setdefault(path, name) == name


@pytest.mark.parametrize(
    ("group", "seed", "place"),
    [
        (b"", 0, 0.8943794394498068),
        (b"a.py", 0, 0.6631517847298122),
        (b"a.py", 1, 0.0015538619610588472),
        (b"\xff", -1, 0.18876518410928927),
    ],
)
def test_no_release_moves_a_record(group, seed, place):
    """The first 56 bits of SHA-256 of the seed, a zero byte and the group."""
    assert place_of(group, seed) == place


@pytest.mark.parametrize(
    ("place", "name"),
    [(0, "test"), (0.4999, "test"), (0.5, "train"), (0.9999, "train"), (1, "train")],
)
def test_a_share_begins_where_the_one_before_it_ends(place, name):
    assert split_at(place, HALVES) == name


def test_a_share_of_nothing_has_no_place():
    assert split_at(0, {"test": 0.0, "train": 1.0}) == "train"


def test_shares_that_rounding_leaves_short_of_one_still_cover_every_place():
    shares = dict.fromkeys("abcdefghij", 0.1)
    assert reduce(add, shares.values()) < 1  # sum() rounds once, at the end, since Python 3.12
    assert split_at(1 - 2**-53, shares) == "j"


def test_even_places_are_the_middles_of_the_groups_in_the_order_of_their_hashes():
    sizes = {b"%d" % i: i for i in range(1, 9)}
    places = even_places(sizes, 3)
    order = sorted(sizes, key=lambda group: place_of(group, 3))
    assert sorted(places, key=places.__getitem__) == order
    before = [sum(sizes[group] for group in order[:i]) for i in range(len(order))]
    assert [places[group] * 36 for group in order] == pytest.approx(
        [start + sizes[group] / 2 for start, group in zip(before, order, strict=True)]
    )


@given(st.integers(1, 300), st.integers(0, 9))
def test_at_even_places_the_shares_are_met_to_within_a_record(number, seed):
    places = even_places({b"%d" % i: 1 for i in range(number)}, seed)
    test = sum(split_at(place, HALVES) == "test" for place in places.values())
    assert abs(test - number / 2) <= 0.5


@pytest.mark.parametrize(
    ("pinned", "left"),
    [
        ([], HALVES),
        ([""] * 10, HALVES),
        (["test"] * 2 + [""] * 8, {"test": 3 / 8, "train": 5 / 8}),
        (["test"] * 6 + [""] * 4, {"test": 0, "train": 1}),
        (["test", "train"], HALVES),
        (["dev"] * 2 + [""] * 8, HALVES),
    ],
    ids=["no record", "none pinned", "some", "more than its share", "all", "to another split"],
)
def test_what_is_pinned_counts_toward_its_share(pinned, left):
    assert left_over(HALVES, pinned) == pytest.approx(left)
