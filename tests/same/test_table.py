"""A table of numbers by key."""

from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from mdx.same.table import Table

# Few of what is looked up and of what is checked, so that keys meet.
KEYS = st.builds(lambda check, low: check << 96 | low, st.integers(0, 2), st.integers(0, 5))


@given(st.lists(KEYS), KEYS)
def test_the_first_number_under_a_key_is_found(keys, key):
    table = Table()
    for number, one in enumerate(keys):
        table.add(one, number)
    assert table.find(key) == (keys.index(key) if key in keys else None)


def test_numbers_under_one_key_take_a_step_each():
    def fill(size: int) -> None:
        table = Table()
        for number in range(size):
            table.add(0, number)

    assert_linear(fill, int)


def test_a_table_grows():
    table = Table()
    keys = [i * 0x9E3779B97F4A7C15 % (1 << 64) for i in range(5000)]
    for number, key in enumerate(keys):
        table.add(key, number)
    assert [*map(table.find, keys)] == [*range(5000)]
    assert table.find(1 << 100) is None
