"""The values of flags: numbers within bounds."""

import argparse
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.shell import flags

LONG = "9" * 5_000  # digits: more than Python reads


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (flags.positive, "1", 1),
        (flags.positive, "12345", 12345),
        (flags.count, "0", 0),
        (flags.integer, "-7", -7),
        (flags.ratio, "0", 0.0),
        (flags.ratio, "1", 1.0),
        (flags.ratio, "1e-3", 0.001),
        (flags.seconds, "0.5", 0.5),
        (flags.price, "0", 0.0),
    ],
)
def test_a_number_within_its_bounds_is_read(kind, text, value):
    assert kind(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (flags.positive, "0", "'0' is less than 1"),
        (flags.positive, "-3", "'-3' is less than 1"),
        (flags.positive, "two", "'two' is not a whole number of at least 1"),
        (flags.positive, "1.5", "'1.5' is not a whole number of at least 1"),
        (flags.positive, "", "'' is not a whole number of at least 1"),
        (flags.positive, "²", "'²' is not a whole number of at least 1"),
        (flags.positive, LONG, f"'{LONG[:37]}...' is not a whole number of at least 1"),
        (flags.count, "-1", "'-1' is less than 0"),
        (flags.integer, "x", "'x' is not a whole number"),
        (flags.ratio, "1.01", "'1.01' is not a share between 0 and 1"),
        (flags.ratio, "-0.1", "'-0.1' is not a share between 0 and 1"),
        (flags.ratio, "nan", "'nan' is not a share between 0 and 1"),
        (flags.seconds, "0", "'0' is not a length of time in seconds"),
        (flags.seconds, "inf", "'inf' is not a length of time in seconds"),
        (flags.price, "1e999", "'1e999' is not a price"),
    ],
)
def test_any_other_text_is_refused_with_a_message_for_the_user(kind, text, said):
    with pytest.raises(argparse.ArgumentTypeError) as refused:
        kind(text)
    assert str(refused.value) == said


@given(st.sampled_from([flags.positive, flags.count, flags.integer, flags.ratio]), st.text())
def test_no_text_is_read_as_a_number_out_of_bounds_or_leaks_another_error(kind, text):
    with suppress(argparse.ArgumentTypeError):
        value = kind(text)
        assert value >= {flags.positive: 1, flags.integer: value}.get(kind, 0)
