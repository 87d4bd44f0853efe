"""Families of linked records: the key of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.spark.families import least_codes, placed
from mdx.spark.pipeline import parsed
from mdx.work.errors import CannotRun

numbers = st.integers(0, 15)


@given(st.lists(st.tuples(numbers, numbers)), st.permutations(range(16)))
def test_a_family_has_the_least_of_the_codes_of_all_that_are_linked(links, keys):
    codes = {number: b"%02d" % key for number, key in enumerate(keys)}
    expected = dict(codes)
    for _ in codes:  # a step further at a time
        for one, other in links:
            expected[one] = expected[other] = min(expected[one], expected[other])
    assert least_codes(links, codes) == expected


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ("--test 0.1 --only tset", "--only"),
        ("--test 0.7 --val 0.7", "--test and --val are more than all records"),
    ],
)
def test_wrong_flags_are_refused_before_anything_is_read(flags, message):
    [stage], _ = parsed(f"mdx-split --group near {flags}")
    with pytest.raises(CannotRun, match=message):
        placed(None, stage.args, None)
