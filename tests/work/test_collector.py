"""The garbage collector runs rarely in a block, and as before after it."""

import gc
from contextlib import suppress

import pytest

from mdx.work.collector import rarely


@pytest.mark.parametrize("given", [(50_000,), (50_000, 20, 100)])
def test_thresholds_are_as_asked_within_the_block_and_as_before_after_it(given):
    before = gc.get_threshold()
    with suppress(ZeroDivisionError), rarely(*given):
        assert gc.get_threshold() == given + before[len(given) :]
        1 / 0  # noqa: B018 - whatever ends the block
    assert gc.get_threshold() == before
