"""The last step of mdx-dedupe on Spark: which records stay, by pairs and groups."""

from hypothesis import given
from hypothesis import strategies as st

from mdx.spark.survivors import gone

numbers = st.integers(0, 15)
pairs = st.sets(st.tuples(numbers, numbers).filter(lambda pair: pair[0] < pair[1]))
groups = st.lists(st.integers(0, 5), min_size=16, max_size=16)  # of each number


@given(pairs, groups)
def test_one_goes_if_it_is_like_an_earlier_one_that_stays(pairs, groups):
    stay: list[int] = []
    for number in range(16):
        alike = (one for one in stay if (one, number) in pairs or groups[one] == groups[number])
        if next(alike, None) is None:
            stay.append(number)
    members = [[n for n in range(16) if groups[n] == group] for group in range(6)]
    together = [group for group in members if len(group) > 1]
    assert gone(sorted(pairs), together) == set(range(16)) - {*stay}
